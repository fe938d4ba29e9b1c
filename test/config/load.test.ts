import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { loadConfigFile, optionType, readEnvironment } from "../../src/config/load.ts";
import { mergeOptions } from "../../src/config/merge.ts";
import { runOptionsSchema } from "../../src/config/run-options.ts";
import { serveOptionsSchema } from "../../src/config/serve-options.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "plimsoll-config-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);

describe("loadConfigFile", () => {
  it("reads bench.config.ts of the working directory, TypeScript and defineConfig included", async () => {
    write(
      "bench.config.ts",
      'import { defineConfig } from "plimsoll";\n' +
        "const rate: number = 40 + 2;\n" +
        'export default defineConfig({ rate, slo: ["p99<=1s"] satisfies string[] });\n',
    );
    const { values, spell } = await loadConfigFile(undefined, folder);
    expect(values).toEqual({ rate: 42, slo: ["p99<=1s"] });
    expect(spell("rate")).toBe("bench.config.ts: rate");
  });

  it("reads the file that was named, in JavaScript too, before the one with the default name", async () => {
    write("bench.config.ts", "export default { rate: 1 };");
    write("other.mjs", "export default { rate: 2 };");
    const { values, spell } = await loadConfigFile("other.mjs", folder);
    expect(values).toEqual({ rate: 2 });
    expect(spell("rate")).toBe("other.mjs: rate");
  });

  it("takes an absolute path", async () => {
    write("abs.ts", "export default { seed: 3 };");
    expect((await loadConfigFile(join(folder, "abs.ts"), "/")).values).toEqual({ seed: 3 });
  });

  it("finds nothing where there is no file, and that is no error", async () => {
    expect((await loadConfigFile(undefined, folder)).values).toEqual({});
  });

  it.each<[string, string | null, string, RegExp]>([
    ["a file that is not there", null, "gone.ts", /^configuration file gone\.ts does not exist$/],
    ["a syntax error", "export default { rate: ", "c.ts", /^configuration file c\.ts cannot be loaded: /],
    ["a file that throws", 'throw new Error("no such stage");', "c.ts", /cannot be loaded: no such stage/],
    [
      "an import of what is not there",
      'import "./nowhere.ts"; export default {};',
      "c.ts",
      /cannot be loaded: .*nowhere/,
    ],
    ["a number", "export default 42;", "c.ts", /^configuration file c\.ts exports no object$/],
    ["null", "export default null;", "c.ts", /^configuration file c\.ts /],
    ["a list", "export default [{ rate: 1 }];", "c.ts", /exports no object/],
    ["a function", "export default () => ({ rate: 1 });", "c.ts", /exports no object/],
  ])("refuses %s, with exit code 2", async (_, text, name, message) => {
    if (text !== null) write(name, text);
    await expect(loadConfigFile(name, folder)).rejects.toMatchObject({
      name: "PlimsollError",
      exitCode: 2,
      message: expect.stringMatching(message),
      fix: expect.stringMatching(/\w/),
    });
  });
});

describe("readEnvironment", () => {
  it("reads PLIMSOLL_ variables by their types, lists by their commas, and ignores all others", () => {
    const { values } = readEnvironment(runOptionsSchema, {
      PLIMSOLL_RATE: "12.5",
      PLIMSOLL_MAX_IN_FLIGHT: "64",
      PLIMSOLL_DURATION: "30s",
      PLIMSOLL_CACHE_CHECK: "true",
      PLIMSOLL_SLO: "p99<=50ms,attainment(ttft<=1s,tpot<=20ms)>=99%",
      PLIMSOLL_URL: "http://a:1,http://b:2",
      PLIMSOLL_COLOUR: "blue",
      RATE: "1",
      HOME: "/root",
    });
    expect(values).toEqual({
      rate: 12.5,
      maxInFlight: 64,
      duration: "30s",
      cacheCheck: true,
      slo: ["p99<=50ms", "attainment(ttft<=1s,tpot<=20ms)>=99%"],
      url: ["http://a:1", "http://b:2"],
    });
  });

  it("spells an option as the variable is spelt", () => {
    expect(readEnvironment(runOptionsSchema, {}).spell("maxInFlight")).toBe("PLIMSOLL_MAX_IN_FLIGHT");
  });

  it.each(["", " ", "fast", "1,5"])(
    "does not take %o for a number, and the problem shows the text",
    (text) => {
      const source = readEnvironment(runOptionsSchema, { PLIMSOLL_SEED: text });
      expect(() => mergeOptions(runOptionsSchema, [source])).toThrow(
        expect.objectContaining({ message: expect.stringContaining(`(found ${JSON.stringify(text)})`) }),
      );
    },
  );
});

it("takes only true and false for a switch", () => {
  const read = (text: string) => readEnvironment(runOptionsSchema, { PLIMSOLL_CACHE_CHECK: text }).values;
  expect([read("false"), read("yes")]).toEqual([{ cacheCheck: false }, { cacheCheck: "yes" }]);
});

describe("optionType", () => {
  it.each<[z.ZodObject, string, ReturnType<typeof optionType>]>([
    [runOptionsSchema, "rate", "number"],
    [runOptionsSchema, "batch", "number"],
    [runOptionsSchema, "duration", "string"],
    [runOptionsSchema, "proxy", "string"],
    [runOptionsSchema, "url", "array"],
    [runOptionsSchema, "target", "string"],
    [runOptionsSchema, "slo", "array"],
    [runOptionsSchema, "header", "array"],
    [serveOptionsSchema, "model", "array"],
    [serveOptionsSchema, "preferred", "array"],
    [serveOptionsSchema, "port", "number"],
    [z.object({ quiet: z.boolean().default(false) }), "quiet", "boolean"],
  ])("%# %s is a %s", (schema, option, type) => {
    expect(optionType(schema, option)).toBe(type);
  });

  it("is known for every option of every command", () => {
    for (const schema of [runOptionsSchema, serveOptionsSchema]) {
      for (const option of Object.keys(schema.shape))
        expect(optionType(schema, option)).toMatch(/number|boolean|array|string/);
    }
  });
});
