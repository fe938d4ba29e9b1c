import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { SettledOptions } from "../../src/commands/settle-target.ts";
import { variantAccuracy } from "../../src/commands/variant-accuracy.ts";
import { type RunOptionsInput, runOptionsSchema } from "../../src/config/run-options.ts";
import { createHost } from "../../src/host/real-host.ts";
import type { AxisName } from "../../src/sweep/axes.ts";
import { variantAccuracySchema } from "../../src/sweep/sweep-result.ts";
import { constantModel } from "../onnx/constant-model.ts";
import { identityModel } from "../onnx/identity-model.ts";

const settled = (given: RunOptionsInput): SettledOptions => ({
  target: "oip-http",
  ...runOptionsSchema.parse(given),
});

const compare = (given: RunOptionsInput, name: AxisName, ...values: [string, ...string[]]) =>
  variantAccuracy(settled(given), { name, values }, createHost());

/** A model file, in a folder of its own: the name says which labelled set is sent. */
function modelFile(name: string, content: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, name), { recursive: true });
  const path = join(folder, name, `${name}.onnx`);
  writeFileSync(path, content);
  return path;
}

it("fails a variant that always answers the same at both levels, over the real server", async () => {
  const broken = modelFile("digits", constantModel([0, 1, 0, 0, 0, 0, 0, 0, 0, 0]));
  const found = await compare({ precision: "int8", batch: 4, maxBatch: 2 }, "model", "digits", broken);
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
  // Every class is a tenth of the held-out images or so.
  expect(constant?.accuracy).toBeCloseTo(0.1, 1);
  expect(constant?.differenceInterval?.high).toBeLessThan(-0.8);
  expect(constant?.mcnemarP).toBeLessThan(1e-100);
  for (const one of found?.accuracy ?? []) expect(variantAccuracySchema.parse(one)).toEqual(one);
});

it("has no figure of answers that are no finite numbers", async () => {
  const whole = modelFile("whole", constantModel([0, 1]));
  const overflown = modelFile("overflown", constantModel([Number.NaN, Number.POSITIVE_INFINITY]));
  const found = await compare({}, "model", whole, overflown);
  expect(found?.accuracy[1]).toMatchObject({
    labelled: false,
    items: 256,
    maxAbsoluteError: null,
    klDivergence: null,
    batchInvariance: null,
    deterministic: true,
  });
});

it("says why variants cannot be compared, where they take or answer something else", async () => {
  const two = modelFile("two", constantModel([0, 1]));
  const three = modelFile("three", constantModel([0, 1, 0]));
  const other = modelFile("other", identityModel("FP32", [-1, 2]));
  const pair = modelFile("pair", identityModel("FP32", [2, 3]));
  const absence = async (...values: [string, ...string[]]) => {
    const found = await compare({}, "model", ...values);
    expect(found?.accuracy).toEqual([]);
    return found?.absent;
  };
  expect(await absence(two, three)).toBe(`${three} answers 3 values to each item, and ${two} 2`);
  expect(await absence(two, other)).toBe(
    `${other} takes other inputs than ${two}, so they were not asked the same`,
  );
  expect(await absence(pair)).toBe(`${pair} answered y FP32 [2,3], which has no numbers for the item asked`);
  const none = await variantAccuracy(
    settled({ target: "http-json", url: ["http://127.0.0.1:9"] }),
    { name: "model", values: ["a"] },
    createHost(),
  );
  expect(none).toEqual({ accuracy: [], absent: "the values in answers of --target http-json are not read" });
});

it("asks fp32 first, which others are held against, and tells before each", async () => {
  const asked: string[] = [];
  const interrupt = new AbortController();
  const found = await variantAccuracy(
    settled({ model: "digits" }),
    { name: "precision", values: ["int8", "fp32", "fp16"] },
    createHost(interrupt.signal),
    async (variant) => {
      asked.push(variant);
      interrupt.abort();
    },
  );
  expect(found).toBeNull();
  expect(asked).toEqual(["fp32"]);
});
