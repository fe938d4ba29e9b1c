import { join } from "node:path";
import { expect, test } from "vitest";
import { isImpossible, settleAxes } from "../../../src/commands/sweep/settle-axes.ts";
import { parseSweepOptions } from "../../../src/config/sweep-options.ts";

const root = join(import.meta.dirname, "../../..");
const settle = (values: Record<string, unknown>) =>
  settleAxes(parseSweepOptions([{ values, spell: (option) => `--${option}` }]).options, root, root);

test("without a word: every precision, six batch sizes, five loads", () => {
  const { axes, fixed } = settle({});
  expect(axes.map(({ name, values }) => [name, values.length])).toEqual([
    ["precision", 3],
    ["batch", 6],
    ["concurrency", 5],
  ]);
  expect(fixed).toEqual({ scenario: "steady", model: "digits" });
});

test("an axis with one value is fixed", () => {
  const { axes, fixed } = settle({ precision: "int8", batch: [4], concurrency: "2,8" });
  expect(axes).toEqual([{ name: "concurrency", values: ["2", "8"] }]);
  expect(fixed).toMatchObject({ precision: "int8", batch: "4" });
});

test("who says the traffic gets no closed loop", () => {
  expect(settle({ rate: "100,200" }).axes.map(({ name }) => name)).toEqual(["precision", "batch", "rate"]);
  expect(settle({ scenario: "login-spike" }).axes.map(({ name }) => name)).toEqual(["precision", "batch"]);
});

test("a server at a URL has no precisions of ours, and a model file has none", () => {
  expect(settle({ url: "http://127.0.0.1:1" }).axes.map(({ name }) => name)).toEqual([
    "batch",
    "concurrency",
  ]);
  expect(settle({ model: "a.onnx" }).axes.map(({ name }) => name)).toEqual(["batch", "concurrency"]);
});

test("batches that nobody asked for are possible everywhere: none for one prompt or other people's bodies, none above a batch of the server", () => {
  const axesOf = (values: Record<string, unknown>) =>
    settle({ precision: "fp32", ...values }).axes.map(({ name, values: of }) => `${name} ${of}`);
  const url = "http://127.0.0.1:1";
  expect(axesOf({ url, target: "openai-chat", concurrency: "1,2" })).toEqual(["concurrency 1,2"]);
  expect(axesOf({ url, target: "oip-http,http-json", concurrency: 1 })).toEqual([
    "target oip-http,http-json",
  ]);
  expect(axesOf({ maxBatch: "4,8", concurrency: 1 })).toEqual(["maxBatch 4,8", "batch 1,2,4"]);
  expect(axesOf({ maxBatch: "1,4", concurrency: 1 })).toEqual(["maxBatch 1,4"]);
  expect(axesOf({ maxBatch: "1,4", batch: "1,4", concurrency: 1 })).toEqual(["maxBatch 1,4", "batch 1,4"]);
});

test("of the points that a user asks for, those that the embedded server would refuse are known", () => {
  const at = (maxBatch: string | undefined, batch: string) =>
    isImpossible({ batch, ...(maxBatch === undefined ? {} : { maxBatch }) }, {});
  expect([at("1", "4"), at("4", "4"), at(undefined, "32"), at(undefined, "33")]).toEqual([
    true,
    false,
    false,
    true,
  ]);
  expect(isImpossible({ batch: "64", maxBatch: "1" }, { url: ["http://127.0.0.1:1"] })).toBe(false);
});

test.each([
  [{ batch: "1,2", body: "{}" }, "would do nothing with a --body"],
  [{ rate: "1,2", concurrency: "1,2" }, "one load"],
  [{ rate: "1", concurrency: "1,2" }, "two ways to say the load"],
  [{ model: "digits,textenc", precision: "fp32,int8" }, "accuracy is reported by one"],
  [{ batch: "1..60+1", concurrency: "1..60+1" }, "10800 points"],
  [{ model: "nonesuch", precision: "fp32" }, "no shipped model"],
  [{ precision: "fp64" }, "fp64"],
  [{ batch: "5000" }, "5000"],
  [{ concurrency: "1..64" }, "steps"],
  [{ full: true, adaptive: true }, "contradict"],
  [{ adaptive: true, repeats: 3 }, "--repeats would do nothing"],
  [{ bach: "1,2" }, "did you mean batch"],
])("%j is refused: %s", (values, problem) => {
  expect(() => settle(values)).toThrow(
    expect.objectContaining({ exitCode: 2, message: expect.stringContaining(problem) }),
  );
});
