import fc from "fast-check";
import { expect, it } from "vitest";
import { refuseDifferent } from "../../../src/targets/judge/same-service.ts";

const REQUEST = { method: "GET", path: "/", host: "test" } as const;
const EXPECTED = {
  bodyBytes: 120,
  binary: false,
  outputs: [{ name: "y", datatype: "FP32", shape: [1, 10] }],
};

const served = (model: string | null, expected: unknown, requests = 2) => ({
  model,
  expected,
  requests: Array.from({ length: requests }, () => REQUEST),
});

/** What is said of an endpoint beside one that serves model "m"; null when it is taken. */
function saidOf(other: ReturnType<typeof served>, first = served("m", EXPECTED)): string | null {
  try {
    refuseDifferent({ url: "http://a/", prepared: first }, { url: "http://b/", prepared: other });
    return null;
  } catch (error) {
    expect(error).toMatchObject({ exitCode: 4 });
    return (error as Error).message;
  }
}

it("takes what is the same, and an answer that is longer by its digits", () => {
  expect(saidOf(served("m", structuredClone(EXPECTED)))).toBeNull();
  expect(saidOf(served("m", { ...EXPECTED, bodyBytes: 121 }))).toBeNull();
});

it.each([
  ["another model", served("n", EXPECTED), 'model is "n", not "m"'],
  ["another form", served("m", { ...EXPECTED, binary: true }), "answer.binary is true, not false"],
  [
    "another shape",
    served("m", { ...EXPECTED, outputs: [{ name: "y", datatype: "FP32", shape: [1, 12] }] }),
    "answer.outputs.0.shape.1 is 12, not 10",
  ],
  [
    "a shape of fewer dimensions",
    served("m", { ...EXPECTED, outputs: [{ name: "y", datatype: "FP32", shape: [1] }] }),
    "answer.outputs.0.shape.1 is absent, not 10",
  ],
  [
    "one output more",
    served("m", { ...EXPECTED, outputs: [...EXPECTED.outputs, { name: "z" }] }),
    'answer.outputs.1 is {"name":"z"}, not absent',
  ],
  ["nothing expected", served("m", null), "answer is null, not {"],
  ["other payloads", served("m", EXPECTED, 3), "payloads is 3, not 2"],
])("refuses %s, and says where it is", (_, other, says) => {
  expect(saidOf(other)).toContain(`http://b/ does not serve the same as http://a/: ${says}`);
});

it("finds a difference exactly where there is one", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      const same = JSON.stringify(one) === JSON.stringify(other);
      expect(saidOf(served("m", structuredClone(one)), served("m", one))).toBeNull();
      if (typeof one !== "object" && typeof other !== "object")
        expect(saidOf(served("m", other), served("m", one)) === null).toBe(same);
    }),
  );
});
