import { expect, test } from "vitest";
import { readOptionWords } from "../../src/config/option-words.ts";
import { runOptionsSchema } from "../../src/config/run-options.ts";

const read = (text: string) => readOptionWords(text, "--candidate", runOptionsSchema).values;

test.each<[string, Record<string, unknown>]>([
  ["--max-batch 8", { maxBatch: 8 }],
  ["--max-batch=8 --precision int8", { maxBatch: 8, precision: "int8" }],
  ["--http2", { http2: true }],
  ["--no-stream --insecure", { stream: false, insecure: true }],
  ["--http2=false", { http2: false }],
  [`--model 'a model.onnx' --max-delay "2ms"`, { model: "a model.onnx", maxDelay: "2ms" }],
  ["--header 'A: b' --header C:d", { header: ["A: b", "C:d"] }],
  ["--no-such 1", { noSuch: "1" }],
  ["", {}],
])("%s", (text, values) => {
  expect(read(text)).toEqual(values);
});

test.each([
  ["--max-batch", "--candidate: --max-batch needs a value"],
  ["max-batch 8", '--candidate: "max-batch" belongs to no option'],
  ["--model 'a", "--candidate: a quote has no end"],
])("%s is refused", (text, message) => {
  expect(() => read(text)).toThrow(message);
});
