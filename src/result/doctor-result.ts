import { z } from "zod";

/** Bumped whenever a key that other programs read changes its name or meaning. */
export const DOCTOR_SCHEMA_VERSION = 1;

export const CHECK_STATUSES = ["ok", "warn", "bad", "unknown"] as const;

const checkSchema = z.object({
  id: z.string(),
  title: z.string(),
  observed: z.string().describe("what was found; of an unknown one, why it is not known"),
  status: z.enum(CHECK_STATUSES).describe("bad: measurements of this machine are not to be believed"),
  meaning: z.string().describe("why it matters"),
  cure: z.string().nullable().describe("null where nothing needs to be done"),
});

const quantilesSchema = z.object({ p50: z.number().nullable(), p99: z.number().nullable() }).describe("ms");

const calibrationRunSchema = z.object({
  ratePerSec: z.number().describe("evenly spaced requests per second, from one worker thread"),
  measuredMs: z.number(),
  valid: z.boolean().describe("the run was valid, and at least 99.9 % of its requests were answered ok"),
  reasons: z.array(z.string()).describe("codes of the verdict of the run, and not-answered"),
  answeredShare: z.number().describe("requests answered ok over requests scheduled"),
  responseMs: quantilesSchema.describe("answer − planned, ms: what generator, sockets and machine add"),
  sendLagMs: quantilesSchema.describe("sent − planned, ms"),
  machineLagMs: quantilesSchema
    .nullable()
    .describe(
      "the machine's own stalls, ms, seen by a thread that only sleeps and wakes; null = not measured",
    ),
  cpuPerRequestUs: z.number().nullable().describe("CPU time of the generator per request, spinning included"),
});

const comparedFigureSchema = z.object({
  name: z.string(),
  unit: z.enum(["/s", "ms", "count"]),
  medians: z
    .object({ plimsoll: z.number().nullable(), autocannon: z.number().nullable() })
    .describe("over the turns of each driver"),
  allowed: z
    .number()
    .nullable()
    .describe(
      "largest difference that is agreement: the spread between turns of one driver, or 5 %; null = not compared",
    ),
  agrees: z.boolean().nullable().describe("null = not compared, because a turn does not have the figure"),
});

const secondOpinionSchema = z.object({
  url: z.string().nullable().describe("null: a server of our own, which answers after 10 ms"),
  drivers: z.array(z.string()).describe("names and versions"),
  turns: z.number().describe("runs of each driver, by turns"),
  concurrency: z.number().describe("users of the closed loop"),
  measuredMs: z.number().describe("measured part of each run"),
  figures: z.array(comparedFigureSchema),
  agree: z.boolean().describe("no figure differs by more than is allowed"),
});

export const doctorResultSchema = z.object({
  schemaVersion: z.literal(DOCTOR_SCHEMA_VERSION),
  kind: z.literal("doctor"),
  plimsollVersion: z.string(),
  startedAt: z.string().describe("wall clock, ISO 8601, UTC"),
  environment: z.record(z.string(), z.string()).describe("the machine"),
  target: z.object({
    url: z.string().nullable().describe("null: the embedded server"),
    local: z.boolean().nullable().describe("it shares this machine; null = its address is not known"),
  }),
  believable: z.boolean().describe("no check is bad"),
  checks: z.array(checkSchema),
  calibration: z
    .object({
      cores: z.number().describe("cores that generator and null server shared"),
      floor: calibrationRunSchema.describe(
        "at a modest rate: latencies below its p99 are of the order of the error",
      ),
      search: z.array(calibrationRunSchema).describe("in the order they were made"),
      believedPerSec: z
        .number()
        .nullable()
        .describe("highest rate whose run was valid: a lower bound; null when none was"),
      refusedPerSec: z
        .number()
        .nullable()
        .describe("lowest rate that failed twice above it; null when none did"),
    })
    .describe("the generator against a server that does nothing, on the same cores"),
  secondOpinion: secondOpinionSchema
    .nullable()
    .default(null)
    .describe("what two drivers found at the same server; null without --second-opinion"),
});

export type { CalibrationRun, DoctorCheck, DoctorResult, DriverFigure, SecondOpinion } from "./types.ts";
