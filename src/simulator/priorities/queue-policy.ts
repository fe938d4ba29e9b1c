import { z } from "zod";
import { formatSpan } from "../../core/format.ts";
import { readOptions } from "../option-spec.ts";

const HOUR_MS = 3_600_000;

const policySchema = z.strictObject({
  level: z
    .number()
    .int()
    .min(1)
    .optional()
    .describe("priority level; left out = every level without its own"),
  max: z.number().int().min(0).default(0).describe("most requests that may wait; 0 = no limit"),
  timeoutMs: z.number().min(0).max(HOUR_MS).default(0).describe("time to wait at most; 0 = no limit"),
  action: z
    .enum(["reject", "delay"])
    .default("reject")
    .describe("what becomes of a request that waited longer: refused, or put behind its level's others"),
  override: z
    .enum(["yes", "no"])
    .default("no")
    .describe("whether a shorter timeout of the request itself counts instead"),
});

/** What a level of a queue does with requests: Triton's `ModelQueuePolicy`, under its defaults. */
export type QueuePolicy = z.output<typeof policySchema>;

/** The policy of a level for which none is given: requests wait without limit. */
export const NO_POLICY: QueuePolicy = policySchema.parse({});

/** Reads `--queue-policy`, such as `level=2,max=16,timeout=50ms,action=delay,override=yes`. @throws usage error */
export function parseQueuePolicy(spec: string): QueuePolicy {
  return readOptions(
    "--queue-policy",
    policySchema,
    undefined,
    spec,
    "level=2,max=16,timeout=50ms,action=delay,override=yes",
  );
}

/** A policy in words. */
export function describeQueuePolicy({ level, max, timeoutMs, action, override }: QueuePolicy): string {
  const parts = [
    ...(max === 0 ? [] : [`at most ${max} wait`]),
    ...(timeoutMs === 0
      ? []
      : [
          `${action === "reject" ? "refused" : "put back"} after ${formatSpan(timeoutMs)}${override === "yes" ? ", or earlier if the request says so" : ""}`,
        ]),
  ];
  return `${level === undefined ? "" : `level ${level}: `}${parts.length === 0 ? "no limit" : parts.join(", ")}`;
}
