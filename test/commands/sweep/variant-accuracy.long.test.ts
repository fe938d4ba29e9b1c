import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { variantAccuracy } from "../../../src/commands/sweep/variant-accuracy.ts";
import type { SettledOptions } from "../../../src/commands/target/settle-target.ts";
import { parseRunInput, type RunOptionsInput } from "../../../src/config/run-options.ts";
import { createHost } from "../../../src/host/real-host.ts";
import { variantAccuracySchema } from "../../../src/result/sweep-result.ts";
import type { Axis } from "../../../src/sweep/axes.ts";
import { constantModel } from "../../onnx/constant-model.ts";
import { identityModel } from "../../onnx/identity-model.ts";
import { DIGITS, serve } from "../../server/fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

function modelFile(name: string, content: Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

const ALWAYS_ONE = constantModel([0, 1, 0, 0, 0, 0, 0, 0, 0, 0]);

const settled = (given: RunOptionsInput): SettledOptions => ({
  ...parseRunInput(given).options,
  target: given.target ?? "oip-http",
});

const compare = (given: RunOptionsInput, ...values: [string, ...string[]]) =>
  variantAccuracy(settled(given), { name: "model", values }, createHost());

it("fails a variant that always answers the same at both levels, over the embedded server", async () => {
  // The name of the file says which labelled set is sent.
  const broken = modelFile("broken/digits.onnx", ALWAYS_ONE);
  const found = await compare({ precision: "int8", batch: 4, maxBatch: 2 }, "digits", broken);
  expect(found?.absent).toBeNull();
  const [reference, constant] = found?.accuracy ?? [];
  expect(reference).toMatchObject({ variant: "digits", reference: true, labelled: true, items: 901 });
  expect(reference?.accuracy).toBeGreaterThan(0.97);
  expect(constant).toMatchObject({
    variant: broken,
    reference: false,
    won: 0,
    batchInvariance: 0,
    deterministic: true,
    verdicts: [
      { level: 0.999, verdict: "fail" },
      { level: 0.99, verdict: "fail" },
    ],
  });
  // Each class is a tenth of the held-out images or so.
  expect(constant?.accuracy).toBeCloseTo(0.1, 1);
  expect(constant?.differenceInterval?.high).toBeLessThan(-0.8);
  expect(constant?.mcnemarP).toBeLessThan(1e-100);
  for (const one of found?.accuracy ?? []) expect(variantAccuracySchema.parse(one)).toEqual(one);
});

it("asks the models of a server at --url, and says why some cannot be compared", async () => {
  const models = [
    { name: "digits-int8", path: DIGITS.replace("fp32", "int8") },
    { name: "two", path: modelFile("two.onnx", constantModel([0, 1])) },
    { name: "three", path: modelFile("three.onnx", constantModel([0, 1, 0])) },
    { name: "overflown", path: modelFile("overflown.onnx", constantModel([Number.NaN, Infinity])) },
    { name: "other", path: modelFile("other.onnx", identityModel("FP32", [-1, 2])) },
    { name: "pair", path: modelFile("pair.onnx", identityModel("FP32", [2, 3])) },
  ];
  const { url } = await serve({ models, maxQueueDelayMs: 0, maxBatch: 4 });
  const labelled = await compare({ url: [url] }, "digits-int8");
  expect(labelled?.accuracy).toMatchObject([{ labelled: true, items: 901, batchInvariance: null }]);
  const overflown = await compare({ url: [url] }, "two", "overflown");
  expect(overflown?.accuracy[1]).toMatchObject({
    labelled: false,
    items: 256,
    maxAbsoluteError: null,
    klDivergence: null,
    // Batches of 8 are more than the server takes.
    batchInvariance: null,
    deterministic: true,
  });
  const absence = async (...values: [string, ...string[]]) => {
    const found = await compare({ url: [url] }, ...values);
    expect(found?.accuracy).toEqual([]);
    return found?.absent;
  };
  expect(await absence("two", "three")).toBe("three answers 3 values to each item, and two 2");
  expect(await absence("two", "other")).toBe(
    "other takes other inputs than two, so they were not asked the same",
  );
  expect(await absence("pair")).toBe("pair answered y FP32 [2,3], which has no numbers for the item asked");
});

it("reads nothing where the values in answers are not known", async () => {
  expect(await compare({ target: "http-json", url: ["http://127.0.0.1:9"] }, "a", "b")).toEqual({
    accuracy: [],
    absent: "the values in answers of --target http-json are not read",
  });
});

it("asks fp32 first, which the others are held against, tells before each, and stops when interrupted", async () => {
  const asked: string[] = [];
  const before = new AbortController();
  const precisions: Axis = { name: "precision", values: ["int8", "fp32", "fp16"] };
  const stopped = await variantAccuracy(
    settled({}),
    precisions,
    createHost(before.signal),
    async (variant) => {
      asked.push(variant);
      before.abort();
    },
  );
  expect(stopped).toBeNull();
  expect(asked).toEqual(["fp32"]);

  // While it is asked, which takes a second.
  const { url } = await serve();
  const during = new AbortController();
  setTimeout(() => during.abort(), 100);
  const digits: Axis = { name: "model", values: ["digits"] };
  expect(await variantAccuracy(settled({ url: [url] }), digits, createHost(during.signal))).toBeNull();
});
