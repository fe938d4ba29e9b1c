import type { SimulateOptions } from "../../config/simulate-options.ts";
import { usageError } from "../../core/errors.ts";
import type { Batcher } from "../../simulator/batchers/batcher.ts";
import type { BatcherKind } from "../../simulator/batchers/batcher-kind.ts";
import { BATCHERS } from "../../simulator/batchers/index.ts";
import type { PriorityPlan } from "../../simulator/priorities/priority-line.ts";
import type { ServiceModel } from "../../simulator/service/service-model.ts";

/** An option that says how long a server computes. */
export type ServiceFlag = "--service" | "--canary-service" | "--pool";

/** The way in which the servers of a simulation form groups, and what they do with requests that nobody waits for. */
export interface ChosenBatcher {
  readonly batcher: Batcher;
  readonly dropsAbandoned: boolean;
}

/**
 * The batcher that the options ask for.
 *
 * @param items items of each request
 * @param flag option that states the service time, for messages
 * @throws usage error where an option would do nothing, or a group could be larger than the service model knows
 */
export function batcherOf(
  service: ServiceModel,
  options: SimulateOptions,
  items: number,
  priorities: PriorityPlan | null,
  flag: ServiceFlag,
): ChosenBatcher {
  const kind: BatcherKind = BATCHERS[options.batcher ?? (service.maxBatch === 1 ? "none" : "triton")];
  refuseIdleOptions(kind, service, options, flag);
  if (priorities !== null && kind.kind !== "triton")
    throw usageError(
      `--priority-levels and --queue-policy are of Triton's dynamic batcher, and ${options.service} computes each request alone`,
      `leave them out, or use ${flag} affine:…`,
    );
  const most = service.maxBatch ?? Number.POSITIVE_INFINITY;
  const { maxBatch: asked, maxDelayMs, preferred: preferredSizes } = options;
  const perRequest = kind.countsRequests ? items : 1;
  const fitting = Math.max(1, Math.floor((service.maxBatch ?? 1) / perRequest));
  const maxBatch = kind.kind === "none" ? 1 : (asked ?? fitting);
  if (maxBatch * perRequest > most && service.maxBatch !== 1)
    throw usageError(
      asked === undefined
        ? `a request has ${items} items, and ${flag} tells a time for at most ${most}`
        : `--max-batch ${asked}${perRequest > 1 ? ` of ${perRequest} items each` : ""} is more than the ${most} items for which ${flag} tells a time`,
      `lower it, or raise the max of ${flag}`,
    );
  if (!kind.countsRequests && items > maxBatch)
    throw usageError(
      `a request has ${items} items, and an execution holds at most ${maxBatch}`,
      `lower --batch, or raise --max-batch or the max of ${flag}`,
    );
  const tooLarge = preferredSizes.filter((size) => size > maxBatch);
  if (tooLarge.length > 0)
    throw usageError(
      `--preferred ${tooLarge.join(" and ")} is more than the ${maxBatch} items of a batch`,
      "lower it, or raise --max-batch",
    );
  const batcher = kind.create({ maxBatch, maxDelayMs, preferredSizes, priorities });
  return { batcher, dropsAbandoned: kind.dropsAbandoned };
}

function refuseIdleOptions(
  kind: BatcherKind,
  service: ServiceModel,
  options: SimulateOptions,
  flag: ServiceFlag,
): void {
  const { batcher, maxBatch, maxDelayMs, preferred } = options;
  const isAlone = kind.kind === "none" || service.maxBatch === 1;
  const idle = [
    ...(service.maxBatch === 1 && kind.kind !== "none" ? [`--batcher ${kind.kind}`] : []),
    ...(isAlone && maxBatch !== undefined && maxBatch !== 1 ? ["--max-batch"] : []),
    ...(isAlone && maxDelayMs > 0 ? ["--max-delay"] : []),
    ...((isAlone || !kind.hasPreferredSizes) && preferred.length > 0 ? ["--preferred"] : []),
  ];
  if (idle.length === 0) return;
  const why =
    service.maxBatch === 1
      ? `${options.service} computes each request alone`
      : isAlone
        ? `--batcher ${batcher} computes each request alone`
        : `${kind.kind} knows no preferred sizes`;
  throw usageError(
    `${idle.join(" and ")} would do nothing: ${why}`,
    service.maxBatch === 1
      ? `leave it out, or use ${flag} affine:…`
      : "leave it out, or use --batcher triton",
  );
}
