import { expect, it } from "vitest";
import { type GpuTelemetry, gpuTelemetrySchema } from "../../src/result/gpu.ts";
import { energyPerInferenceJ } from "../../src/result/gpu-energy.ts";
import { GpuTally } from "../../src/stats/gpu-tally.ts";
import type { GpuReading } from "../../src/wire/nvidia-smi.ts";

const READING: GpuReading = {
  index: 0,
  uuid: "GPU-0",
  name: "NVIDIA A10",
  utilisationPercent: 50,
  memoryUsedMiB: 1000,
  memoryTotalMiB: 23_028,
  powerW: 100,
  smClockMhz: 1695,
  temperatureC: 40,
  slowdowns: [],
};

/** One reading each 200 ms, over a measured part from 1 s to 3 s; the last is far beyond. */
function tallied(readings: readonly Partial<GpuReading>[], items = 40): GpuTelemetry | null {
  const tally = new GpuTally({ fromMs: 1000, toMs: 3000 });
  for (const [i, reading] of readings.entries()) tally.add(i * 200, { ...READING, ...reading });
  return tally.summary({ measuredMs: 2000, items });
}
const times = (count: number, reading: Partial<GpuReading> = {}) =>
  Array.from({ length: count }, () => reading);

it("sums up the measured part, not what was before and after", () => {
  const before = {
    utilisationPercent: 100,
    powerW: 500,
    temperatureC: 90,
    memoryUsedMiB: 9000,
    smClockMhz: 1,
  };
  const slow = { smClockMhz: 1200, slowdowns: ["power cap", "heat, by software"] };
  const gpu = tallied([...times(4, before), ...times(6), ...times(5, slow), {}, {}, ...times(9, before)]);
  expect(gpuTelemetrySchema.parse(gpu)).toEqual(gpu);
  expect(gpu).toMatchObject({
    samples: 11,
    utilisation: { mean: 0.5, max: 0.5 },
    memoryMiB: { max: 1000, total: 23_028 },
    powerW: { mean: 100, max: 100 },
    energyJ: 200,
    energyPerInferenceJ: 5,
    smClockMhz: { min: 1200 },
    temperatureC: { max: 40 },
    throttledBy: ["heat, by software", "power cap"],
    absent: {},
  });
  // For 0.8 s, and half of the steps of 0.2 s before and after.
  expect(gpu?.throttledShare).toBeCloseTo(0.5, 9);
});

it("says of each figure that is null why it is", () => {
  const mig = { utilisationPercent: null, slowdowns: null };
  expect(tallied(times(20, mig))).toMatchObject({
    utilisation: { mean: null, max: null },
    throttledShare: null,
    energyJ: 200,
    absent: { utilisation: "the driver does not say it", throttledShare: "the driver does not say it" },
  });
  expect(tallied(times(10))).toMatchObject({
    powerW: { mean: 100 },
    energyJ: null,
    energyPerInferenceJ: null,
    absent: {
      energyJ: "readings cover 40 % of the measured part",
      energyPerInferenceJ: "readings cover 40 % of the measured part",
    },
  });
  expect(tallied(times(20), 0)).toMatchObject({
    energyJ: 200,
    energyPerInferenceJ: null,
    absent: { energyPerInferenceJ: "no item was answered ok" },
  });
  const tally = new GpuTally({ fromMs: 0, toMs: 1000 });
  tally.add(10, READING);
  expect(tally.summary({ measuredMs: 1000, items: 1 })).toMatchObject({
    powerW: { mean: null, max: 100 },
    absent: { powerW: "there are too few readings", energyJ: "there are too few readings" },
  });
});

it("is nothing where no reading fell within the measured part", () => {
  expect(tallied(times(5))).toBeNull();
});

it("energy per inference is that of all GPUs, and not known as soon as one does not tell", () => {
  const known = tallied(times(20)) as GpuTelemetry;
  const unknown = tallied(times(20, { powerW: null })) as GpuTelemetry;
  expect(energyPerInferenceJ([known, known])).toBe(10);
  expect(energyPerInferenceJ([known, unknown])).toBeNull();
  expect(energyPerInferenceJ([])).toBeNull();
});
