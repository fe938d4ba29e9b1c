import { expect, test } from "vitest";
import { parseCalibrateOptions, statedFacts } from "../../src/config/calibrate-options.ts";

const factsOf = (values: Record<string, unknown>) =>
  statedFacts(parseCalibrateOptions([{ values: { table: "t.csv", ...values }, spell: (name) => name }]));

test("facts that are stated hold for a table, and a server that waits for no larger batch is one of them", () => {
  expect(factsOf({ queueDelay: "0ms", backend: "TensorRT" })).toEqual({
    queueDelayMs: 0,
    backend: "TensorRT",
  });
  expect(factsOf({ queueDelay: "2ms" })).toEqual({ queueDelayMs: 2 });
  expect(factsOf({})).toEqual({});
});
