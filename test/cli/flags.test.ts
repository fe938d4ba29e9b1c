import { expect, it } from "vitest";
import { z } from "zod";
import { flagsOf } from "../../src/cli/flags.ts";

it("a flag says what it takes; a number stays as it was typed until it is read", () => {
  const flags = flagsOf(
    z.strictObject({
      rate: z.number().optional().describe("requests per second"),
      out: z.string().optional().describe("folder"),
      http2: z.boolean().default(false).describe("HTTP/2"),
    }),
  );
  expect(flags.rate).toEqual({ describe: "requests per second [number]", requiresArg: true });
  expect(flags.out).toEqual({ type: "string", describe: "folder", requiresArg: true });
  expect(flags.http2).toMatchObject({ type: "boolean", requiresArg: false });
});
