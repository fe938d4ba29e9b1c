import { z } from "zod";
import { usageError } from "../../core/errors.ts";
import { formatNumber, plural } from "../../core/format.ts";
import { delayOption } from "../networks/network-kind.ts";
import { readOptions } from "../option-spec.ts";
import type { Pool } from "./pool.ts";
import { replicasOption, speedOption } from "./pool-options.ts";

/** An example of `--pool`, for messages and docs. */
export const POOL_EXAMPLE = "'replicas=2; service=affine:10ms+1ms,max=16; max-batch=8; below=128'";

const poolSchema = z.strictObject({
  replicas: replicasOption("replicas of this machine, the first ones that no pool before has"),
  speed: speedOption("speed of one").default(1),
  weight: z
    .number()
    .gt(0)
    .max(1e6)
    .default(1)
    .describe("how many times as much as one of the others a router that looks at weights takes it for"),
  from: z.number().min(0).optional().describe("length from which it gets the requests"),
  below: z.number().positive().optional().describe("length up to which it gets them"),
  "max-batch": z.number().int().min(1).max(1e6).optional().describe("most items in one of its batches"),
  "max-delayMs": delayOption("longest wait for a fuller batch").optional(),
  instances: z.number().int().min(1).max(64).optional().describe("model instances of one replica"),
});

/** The lengths of requests from one on, up to below another; null = without end. */
export interface LengthRange {
  readonly from: number;
  readonly below: number | null;
}

/** Machines of another type, as `--pool` has them. */
export interface MachinePool {
  readonly pool: Pool;
  /** The lengths that only they get; null where they share all requests with the others. */
  readonly lengths: LengthRange | null;
  /** The service time of one; null = that of the others. */
  readonly service: string | null;
  readonly maxBatch: number | null;
  readonly maxDelayMs: number | null;
  readonly instances: number | null;
}

/**
 * Reads `--pool`, such as `replicas=2; service=affine:10ms+1ms,max=16; below=128`: replicas of another machine than the others, for all requests or for
 * those of some lengths.
 *
 * @throws usage error
 */
export function parseMachinePool(spec: string): MachinePool {
  const parts = spec.split(";").map((part) => part.trim());
  const services = parts.filter((part) => part.startsWith("service="));
  const others = parts.filter((part) => part !== "" && !part.startsWith("service="));
  const wrong = (why: string) => usageError(`--pool: ${why}`, `write such as ${POOL_EXAMPLE}`);
  if (services.length > 1) throw wrong('"service" stands there twice');
  const read = readOptions("--pool", poolSchema, undefined, others.join(","), POOL_EXAMPLE);
  const { replicas, speed, weight, from = 0, below = null, instances = null } = read;
  if (below !== null && below <= from) throw wrong(`no length is from ${from} and below ${below}`);
  const lengths = read.from === undefined && below === null ? null : { from, below };
  const service = services[0]?.slice("service=".length).trim() ?? null;
  return {
    pool: {
      words: wordsOf(replicas, speed, service, lengths),
      replicas,
      speed,
      weight,
      network: null,
      start: lengths === null ? null : () => (attempt) => isWithin(lengths, attempt.call.length),
    },
    lengths,
    service,
    maxBatch: read["max-batch"] ?? null,
    maxDelayMs: read["max-delayMs"] ?? null,
    instances,
  };
}

/** Whether a length lies in a range. */
export function isWithin({ from, below }: LengthRange, length: number): boolean {
  return length >= from && (below === null || length < below);
}

function wordsOf(
  replicas: number,
  speed: number,
  service: string | null,
  lengths: LengthRange | null,
): string {
  const requests =
    lengths === null
      ? "for all requests"
      : lengths.below === null
        ? `for requests of length ${formatNumber(lengths.from)} and more`
        : `for requests of lengths from ${formatNumber(lengths.from)} to below ${formatNumber(lengths.below)}`;
  return [
    `${plural(replicas, "replica")} ${requests}`,
    ...(service === null ? [] : [service]),
    ...(speed === 1 ? [] : [`speed ${speed}`]),
  ].join(", ");
}
