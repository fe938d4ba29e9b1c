import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { watchGpus } from "../../src/commands/run/watch-gpus.ts";
import type { Clock } from "../../src/core/clock.ts";
import { gpuTelemetrySchema } from "../../src/result/gpu.ts";
import { describeGpus } from "../../src/telemetry/gpu-facts.ts";
import { GpuSampler } from "../../src/telemetry/gpu-sampler.ts";
import { type Behaviour, standIn, usePath } from "./nvidia-smi-stand-in.ts";

/** Goes on by 100 ms whenever it is read, so that the machine's own pace does not matter. */
class ReadingClock implements Clock {
  ms = 0;
  nowMs(): number {
    this.ms += 100;
    return this.ms;
  }
}

const HERE = ["http://127.0.0.1:8000"];
const PART = { measuredMs: 300, items: 10 };

/** Begins to sample, over a measured part that begins with the first reading. */
async function sample(behaviour: Behaviour, measuredMs = PART.measuredMs) {
  const smi = standIn(behaviour);
  usePath(smi.path);
  const clock = new ReadingClock();
  const sampler = await watchGpus(HERE, undefined, clock);
  sampler.measure(100, 100 + measuredMs);
  if (behaviour !== "finds no device" && behaviour !== "knows no field") await smi.writes();
  return { smi, clock, sampler };
}

it("sees every GPU of this machine, until it is stopped", async () => {
  const { smi, clock, sampler } = await sample("reads on");
  while (clock.ms < 500) await sleep(10);
  await sampler.stop();
  const { telemetry, telemetryAbsent } = sampler.summary(PART);
  expect(telemetryAbsent).toBeNull();
  expect(telemetry.map((gpu) => gpuTelemetrySchema.parse(gpu))).toEqual(telemetry);
  expect(telemetry).toMatchObject([
    {
      index: 0,
      uuid: "GPU-0",
      name: "NVIDIA H100 80GB HBM3",
      samples: expect.any(Number),
      utilisation: { mean: 0.9, max: 0.9 },
      memoryMiB: { max: 40_000, total: 81_559 },
      powerW: { mean: 300, max: 300 },
      energyJ: 90,
      energyPerInferenceJ: 9,
      smClockMhz: { mean: 1755, min: 1755 },
      temperatureC: { max: 61 },
      throttledShare: 1,
      throttledBy: ["power cap"],
      absent: {},
    },
    {
      index: 1,
      powerW: { mean: null, max: null },
      energyJ: null,
      absent: { powerW: "the driver does not say it", energyPerInferenceJ: "the driver does not say it" },
    },
  ]);
  await smi.gone();
  expect(sampler.summary(PART).telemetryAbsent).toBeNull();
});

it("keeps what it saw of a process that breaks off, counts no half line, and says what happened", async () => {
  const { smi, sampler } = await sample("breaks off in a line", 10_000);
  await smi.gone();
  await sleep(50);
  await sampler.stop();
  const { telemetry, telemetryAbsent } = sampler.summary({ ...PART, measuredMs: 10_000 });
  expect(telemetryAbsent).toBe(
    "nvidia-smi ended by itself (code 15): GPU is lost. Reboot the system to recover this GPU",
  );
  const [first, second] = telemetry;
  expect(first).toMatchObject({
    powerW: { mean: 300 },
    energyJ: null,
    absent: { energyJ: expect.stringMatching(/^readings cover \d % of the measured part$/) },
  });
  // Its last line was whole, that of the other GPU was not.
  expect(first?.samples).toBe((second?.samples ?? 0) + 1);
});

it.each([
  ["writes no line that is one", /^nvidia-smi wrote no reading/],
  ["finds no device", /No devices were found/],
  ["knows no field", /--help-query-gpu lists none of the fields/],
] as const)("a program that %s fails nothing", async (behaviour, absent) => {
  const { sampler } = await sample(behaviour);
  await sampler.stop();
  const said = sampler.summary(PART);
  expect(said.telemetry).toEqual([]);
  expect(said.telemetryAbsent).toMatch(absent);
});

it("a machine without nvidia-smi has nothing to say, and no facts", async () => {
  usePath("/nonexistent");
  expect(await GpuSampler.start(new ReadingClock())).toBeNull();
  const sampler = await watchGpus(HERE, undefined, new ReadingClock());
  await sampler.stop();
  expect(sampler.summary(PART)).toEqual({ telemetry: [], telemetryAbsent: null });
  expect(await describeGpus()).toEqual({});
});

it.each([
  ["a server elsewhere", ["http://192.0.2.1:8000"], undefined], // RFC 5737: never anybody's address
  ["one of several elsewhere", [...HERE, "http://192.0.2.1:8000"], undefined],
  ["a server behind a proxy", HERE, "http://proxy.example:3128"],
])("does not look at the GPUs of this machine for %s", async (_, urls, proxy) => {
  const smi = standIn("reads on");
  usePath(smi.path);
  const sampler = await watchGpus(urls, proxy, new ReadingClock());
  await sampler.stop();
  expect(sampler.summary(PART)).toEqual({ telemetry: [], telemetryAbsent: null });
  expect(smi.calls()).toEqual([]);
});

it("tells the facts of the GPUs, equal ones once, and none where there is none", async () => {
  usePath(standIn("reads on").path);
  expect(await describeGpus()).toEqual({
    gpu: "2 × NVIDIA H100 80GB HBM3",
    "gpu driver": "550.54.15",
    "gpu cuda": "12.4",
    "gpu memory": "81559 MiB",
    "gpu power limit": "700.00 W",
    "gpu compute capability": "9.0",
    "gpu persistence mode": "Enabled",
    "gpu mig mode": "Disabled",
  });
  usePath(standIn("finds no device").path);
  expect(await describeGpus()).toEqual({});
});
