import { expect, it } from "vitest";
import { commandWords } from "../../../src/commands/run/command-words.ts";
import { runOptionsSchema } from "../../../src/config/run-options.ts";

it("joins a value that looks like a flag to its option, and leaves out the values of headers", () => {
  const given = { scenario: "steady", seed: 3, body: ["--foo"], header: ["X-Key: secret"], slo: ["p99<=1s"] };
  const words = commandWords("run", runOptionsSchema, given);
  expect(words.slice(0, 3)).toEqual(["plimsoll", "run", "steady"]);
  expect(words).toContain("--body=--foo");
  expect(words).toContain("X-Key: …");
  expect(words.join(" ")).not.toContain("secret");
});
