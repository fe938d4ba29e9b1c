import { z } from "zod";
import { formatSpan, plural } from "../../core/format.ts";
import { readOptions } from "../option-spec.ts";

const YEAR_MS = 365 * 86_400_000;

const meanMs = (description: string) => z.number().positive().max(YEAR_MS).describe(description);

/** What takes the place of a spot machine that was taken away. */
export const SPOT_FALLBACKS = {
  none: "nothing takes its place until its zone has machines again",
  zones: "a machine of another zone takes its place, if one has any",
  "on-demand": "an on-demand machine takes its place until its zone has machines again",
  "zones-then-on-demand":
    "a machine of another zone takes its place, or an on-demand one where no zone has any",
} as const;

export type SpotFallback = keyof typeof SPOT_FALLBACKS;

const spotSchema = z.strictObject({
  zones: z.number().int().min(1).max(100).describe("zones over which the spot machines are spread in turn"),
  upMs: meanMs("mean time for which a zone has machines, in exponential times"),
  downMs: meanMs("mean time for which it has none: all that it had are taken away, and no new one is given"),
  fallback: z
    .enum(Object.keys(SPOT_FALLBACKS) as SpotFallback[])
    .describe("what takes the place of a machine that was taken away"),
  replaceMs: z
    .number()
    .min(0)
    .max(86_400_000)
    .describe("time from the order of a machine, spot or on-demand, until it serves"),
  noticeMs: z
    .number()
    .min(0)
    .max(86_400_000)
    .default(120_000)
    .describe("time between the notice and the end of a machine: it is sent nothing new"),
  base: z.number().int().min(0).max(10_000).default(0).describe("the first replicas, which are on-demand"),
});

/** Which replicas are spot machines, how zones take them away, and what takes their place. */
export type SpotPlan = z.output<typeof spotSchema>;

/** An example of the spec, for messages and docs. */
export const SPOT_EXAMPLE = "zones=3,up=6h,down=1h,replace=3m,fallback=on-demand,base=1";

/** Reads `--spot`. @throws usage error with all that is wrong in it */
export function parseSpot(spec: string): SpotPlan {
  return readOptions("--spot", spotSchema, undefined, spec, SPOT_EXAMPLE);
}

/** The plan in words, as a result tells it. */
export function describeSpot({ zones, upMs, downMs, fallback, replaceMs, noticeMs, base }: SpotPlan): string {
  const rest = base === 0 ? "every replica" : `every replica after the first ${base}`;
  return `${rest} a spot machine, in ${plural(zones, "zone")} that each have machines for ${formatSpan(upMs)} and none for ${formatSpan(downMs)} on average; notice ${formatSpan(noticeMs)}; ${SPOT_FALLBACKS[fallback]}, ${formatSpan(replaceMs)} after its order`;
}
