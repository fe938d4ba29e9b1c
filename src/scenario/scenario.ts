import { z } from "zod";
import { type Arrivals, arrivalsSchema } from "../arrivals/index.ts";
import { payloadSchema } from "../payloads/section.ts";
import { closedLoopSchema } from "./closed-source.ts";
import { sessionOptionsSchema } from "./sessions.ts";

/** Open loop: requests are sent when the arrival process says so, whatever the server does. */
const openLoadSchema = z.strictObject({
  kind: z.literal("open"),
  arrivals: arrivalsSchema,
});

/** Partly open loop: sessions arrive by an arrival process, each with several requests one after another. */
const sessionsLoadSchema = z.strictObject({
  kind: z.literal("sessions"),
  arrivals: arrivalsSchema.describe("when sessions begin; their rate is sessions per second"),
  ...sessionOptionsSchema.shape,
});

/** Closed loop: a fixed number of requests is in flight at all times; the server's speed decides the rate. */
const closedLoadSchema = z.strictObject({ kind: z.literal("closed"), ...closedLoopSchema.shape });

/** A named traffic situation, as plain data: what a file in `scenarios/` holds. */
export const scenarioSchema = z.strictObject({
  $schema: z.string().optional().describe("the JSON schema of scenarios, for editors"),
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, "lower-case words joined by hyphens")
    .describe("name of the scenario"),
  description: z.string().min(1).describe("one sentence: where this traffic occurs"),
  model: z.string().optional().describe("shipped model that is served when the user names none, else digits"),
  payload: payloadSchema.optional().describe("what the requests carry"),
  load: z
    .discriminatedUnion("kind", [openLoadSchema, sessionsLoadSchema, closedLoadSchema])
    .describe("how requests are sent: by a schedule, in sessions, or in a closed loop"),
  phases: z
    .strictObject({
      warmupMs: z.number().min(0).max(3_600_000).describe("traffic before the measured part, not counted"),
      measureMs: z.number().positive().max(86_400_000).describe("length of the measured part"),
    })
    .describe("ms; the drain after the last request ends when every request has its outcome"),
  slo: z.array(z.string()).default([]).describe("objectives, such as p99<=50ms"),
});

/** A scenario: a named traffic situation, as plain data. */
export type Scenario = z.output<typeof scenarioSchema>;

/** The load of a scenario: traffic by a schedule, by sessions, or in a closed loop. */
export type Load = Scenario["load"];

/** The arrival process of a load; a closed loop has none. */
export function arrivalsOf(load: Load): Arrivals | null {
  return load.kind === "closed" ? null : load.arrivals;
}
