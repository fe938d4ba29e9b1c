import { z } from "zod";
import { formatSpan, plural } from "../core/format.ts";
import { readOptions } from "./option-spec.ts";

const HOUR_MS = 3_600_000;

const retriesSchema = z.strictObject({
  max: z.number().int().min(1).max(20).describe("most retries of a request"),
  budget: z
    .number()
    .positive()
    .max(1)
    .default(0.2)
    .describe("retries that each request earns, beyond the first 10"),
  backoffMs: z.number().min(0).max(HOUR_MS).default(25).describe("base of the wait before a retry"),
  tryMs: z
    .number()
    .positive()
    .max(HOUR_MS)
    .optional()
    .describe("a try without an answer for this long has failed"),
});

const hedgeSchema = z.strictObject({
  afterMs: z
    .number()
    .positive()
    .max(HOUR_MS)
    .describe("time without an answer after which it is sent once more"),
  max: z.number().int().min(1).max(10).default(1).describe("most times that it is sent once more"),
});

/** How clients send a request again that failed. */
export type Retries = z.output<typeof retriesSchema>;
/** How clients send a request again whose answer is late. */
export type Hedging = z.output<typeof hedgeSchema>;

/** Reads `--retries`, such as `2` or `max=2,budget=0.2,backoff=25ms,try=100ms`. @throws usage error */
export function parseRetries(spec: string): Retries {
  return readOptions("--retries", retriesSchema, "max", spec, "max=2,budget=0.2,backoff=25ms,try=100ms");
}

/** Reads `--hedge`, such as `50ms` or `after=50ms,max=2`. @throws usage error */
export function parseHedging(spec: string): Hedging {
  return readOptions("--hedge", hedgeSchema, "afterMs", spec, "after=50ms,max=1");
}

export function describeRetries({ max, budget, backoffMs, tryMs }: Retries): string {
  const lost = tryMs === undefined ? "" : `, a try has failed after ${formatSpan(tryMs)}`;
  return `up to ${max} for a request and ${budget} for each request, backoff ${formatSpan(backoffMs)}${lost}`;
}

export function describeHedging({ afterMs, max }: Hedging): string {
  return `sent once more after ${formatSpan(afterMs)}, up to ${plural(max, "time")}`;
}
