import { z } from "zod";

const figure = z.number().nullable();

export const gpuTelemetrySchema = z
  .object({
    kind: z.literal("gpu"),
    index: z.int().min(0).describe("as the driver counts them"),
    uuid: z.string(),
    name: z.string(),
    samples: z.int().min(1).describe("readings within the measured part"),
    utilisation: z
      .object({ mean: figure, max: figure })
      .describe("share of the time in which at least one kernel ran, as the driver averages it: 0 to 1"),
    memoryMiB: z.object({ max: figure, total: figure }).describe("allocated, by whomever"),
    powerW: z.object({ mean: figure, max: figure }).describe("of the whole board"),
    energyJ: figure.describe(
      "mean power × length of the measured part; null where readings at most 2 s apart cover less than 95 % of it",
    ),
    energyPerInferenceJ: figure.describe("over the items of the achieved answers"),
    smClockMhz: z.object({ mean: figure, min: figure }),
    temperatureC: z.object({ max: figure }),
    throttledShare: figure.describe("share of the time in which power or heat held the clocks down"),
    throttledBy: z.array(z.string()).describe("what held them down"),
    absent: z.record(z.string(), z.string()).describe("why a figure is null, by key"),
  })
  .describe("one GPU of the machine that generated the load, over the measured part");

export type { GpuTelemetry } from "./types.ts";
