import { expect, it } from "vitest";
import { variantAccuracy } from "../../src/commands/sweep/variant-accuracy.ts";
import { parseRunInput } from "../../src/config/run-options.ts";
import { createHost } from "../../src/host/real-host.ts";

const precisionsOf = async (model: string) => {
  const found = await variantAccuracy(
    { ...parseRunInput({ model }).options, target: "oip-http" },
    { name: "precision", values: ["fp32", "fp16", "int8"] },
    createHost(),
  );
  expect(found?.absent).toBeNull();
  expect(found?.accuracy.map(({ variant, reference }) => [variant, reference])).toEqual([
    ["fp32", true],
    ["fp16", false],
    ["int8", false],
  ]);
  const [fp32, fp16, int8] = found?.accuracy ?? [];
  if (fp32 === undefined || fp16 === undefined || int8 === undefined) throw new Error("three were asked for");
  expect([fp32, fp16, int8].map(({ deterministic }) => deterministic)).toEqual([true, true, true]);
  return { fp32, fp16, int8 };
};

/** Some 4,000 inferences, one after the other: a busy machine takes minutes. */
const LIMIT = { timeout: 300_000 };

it("digits: 99 % of fp32's accuracy is shown of fp16 and int8, 99.9 % of none", LIMIT, async () => {
  const { fp32, fp16, int8 } = await precisionsOf("digits");
  // models/README.md, and as many images off as test/models/accuracy.test.ts allows another CPU.
  expect(Math.abs((fp32.right ?? 0) - 892)).toBeLessThanOrEqual(1);
  expect(Math.abs((fp16.right ?? 0) - 892)).toBeLessThanOrEqual(3);
  expect(Math.abs((int8.right ?? 0) - 892)).toBeLessThanOrEqual(3);
  for (const { items, verdicts, agreement, cosine } of [fp16, int8]) {
    expect(items).toBe(901);
    expect(verdicts).toEqual([
      { level: 0.999, verdict: "not shown" },
      { level: 0.99, verdict: "pass" },
    ]);
    expect(agreement).toBeGreaterThan(0.995);
    expect(cosine.min).toBeGreaterThan(0.999);
  }
  // int8 scales by the largest of the batch; the others only round.
  expect(fp32.batchInvariance).toBeLessThan(1e-4);
  expect(int8.batchInvariance).toBeGreaterThan(1e-3);
  expect(fp16.maxAbsoluteError).toBeLessThan(int8.maxAbsoluteError ?? 0);
});

it("textenc: synthetic weights, so fidelity alone is told", LIMIT, async () => {
  const { fp32, fp16, int8 } = await precisionsOf("textenc");
  for (const found of [fp32, fp16, int8])
    expect(found).toMatchObject({
      labelled: false,
      right: null,
      accuracy: null,
      mcnemarP: null,
      verdicts: [],
    });
  for (const { cosine, klDivergence } of [fp16, int8]) {
    expect(cosine.min).toBeGreaterThan(0.99);
    expect(klDivergence).toBeLessThan(1e-3);
  }
  expect(fp16.maxAbsoluteError).toBeLessThan(int8.maxAbsoluteError ?? 0);
  expect(int8.batchInvariance).toBeGreaterThan(1e-3);
});
