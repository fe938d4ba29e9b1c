import { expect, it } from "vitest";
import type { Axis } from "../../../src/sweep/axes.ts";
import { kneesOf } from "../../../src/sweep/findings/knee.ts";
import { throughput } from "../../../src/sweep/findings/usl.ts";
import { summary } from "../findings.ts";

const AXES: Axis[] = [
  { name: "precision", values: ["fp32", "int8"] },
  { name: "concurrency", values: ["1", "2", "4", "8", "16", "32", "64"] },
];
const LAW = { perClient: 100, contention: 0.05, coherence: 0.002 };

function closedLoop(precision: string, loads: readonly number[], perSec: (load: number) => number) {
  return loads.map((load) =>
    summary(
      { precision, concurrency: String(load) },
      { inferencesPerSec: perSec(load), latencyMs: { mean: (1000 * load) / perSec(load) } },
    ),
  );
}

it("tells the knee, the peak and both losses of every configuration", () => {
  const [fp32, int8] = kneesOf(AXES, [
    ...closedLoop("fp32", [1, 2, 4, 8, 16, 32, 64], (load) => throughput(LAW, load)),
    ...closedLoop("int8", [1, 2, 4, 8, 16, 32, 64], (load) => 3 * throughput(LAW, load)),
  ]);
  expect(fp32?.configuration).toEqual({ precision: "fp32" });
  expect(fp32?.contention).toBeCloseTo(0.05);
  expect(fp32?.coherence).toBeCloseTo(0.002);
  expect(fp32?.concurrency).toBeCloseTo(Math.sqrt(0.95 / 0.002));
  expect(fp32?.peakPerSec).toBeCloseTo(throughput(LAW, Math.sqrt(0.95 / 0.002)));
  // Power X²/N is highest where 3βN² + (α−β)N = 1 − α: at 7.9.
  expect(fp32?.knee).toBe(8);
  expect(int8).toMatchObject({ configuration: { precision: "int8" }, knee: 8 });
  expect(int8?.perClient).toBeCloseTo(300);
});

it("has a knee where the law is absent, and says why it is", () => {
  const [few] = kneesOf(
    AXES,
    closedLoop("fp32", [1, 8, 64], (load) => throughput(LAW, load)),
  );
  expect(few).toMatchObject({
    knee: 8,
    perClient: null,
    concurrency: null,
    interval: null,
    absent: "3 of its loads could be measured, and the law needs 4",
  });
});

it("one request in flight is the knee where more of them only wait", () => {
  const [serial] = kneesOf(
    AXES,
    closedLoop("fp32", [1, 2, 4, 8], () => 50),
  );
  expect(serial?.knee).toBe(1);
});

it("the highest load is no knee: what lies beyond it was not measured", () => {
  const [linear] = kneesOf(
    AXES,
    closedLoop("fp32", [1, 2, 4, 8], (load) => 50 * load),
  );
  expect(linear).toMatchObject({ knee: null, concurrency: null, absent: null });
});

it("invalid points count for nothing, and without a closed loop there are no knees", () => {
  const invalid = summary({ precision: "fp32", concurrency: "1" }, { state: "invalid", takes: 0 });
  expect(kneesOf(AXES, [invalid])).toMatchObject([
    { knee: null, absent: "0 of its loads could be measured, and the law needs 4" },
  ]);
  expect(kneesOf([{ name: "rate", values: ["10", "20"] }], [summary({ rate: "10" })])).toEqual([]);
});
