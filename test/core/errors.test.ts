import { expect, it } from "vitest";
import { EXIT, PlimsollError, targetError, usageError } from "../../src/core/errors.ts";

it("keeps the exit codes that CI scripts rely on", () => {
  expect(EXIT).toMatchObject({
    ok: 0,
    objectiveFailed: 1,
    usage: 2,
    invalid: 3,
    target: 4,
    interrupted: 130,
  });
  expect(new Set(Object.values(EXIT)).size).toBe(Object.keys(EXIT).length);
});

it.each([
  ["usage", usageError("m", "f"), 2],
  ["target", targetError("m", "f"), 4],
])("a %s error carries its message, its fix and its exit code", (_, error, exitCode) => {
  expect(error).toBeInstanceOf(PlimsollError);
  expect(error).toMatchObject({ name: "PlimsollError", message: "m", fix: "f", exitCode });
});
