import type { SimulateOptions } from "../../config/simulate-options.ts";
import { usageError } from "../../core/errors.ts";
import type { PriorityPlan } from "../../simulator/priorities/priority-line.ts";
import {
  describeQueuePolicy,
  parseQueuePolicy,
  type QueuePolicy,
} from "../../simulator/priorities/queue-policy.ts";
import { type PriorityShare, parseShares } from "../../simulator/priorities/shares.ts";

/** Priorities and timeouts of the queue of a simulation, and how its requests come by them. */
export interface Priorities {
  readonly plan: PriorityPlan;
  readonly shares: readonly PriorityShare[];
  readonly defaultPriority: number;
  /** Priorities and policies in words, as a result tells them. */
  readonly words: string;
}

/**
 * What the options say of priorities; null where they say nothing.
 *
 * @throws usage error for what Triton would refuse in a configuration, and for what would do nothing
 */
export function prioritiesOf(options: SimulateOptions): Priorities | null {
  const { priorityLevels: levels, queuePolicy, requestTimeoutMs } = options;
  const policies = queuePolicy.map(parseQueuePolicy);
  refuseIdle(options, policies);
  if (levels === 0 && policies.length === 0) return null;
  refuseWrong(levels, policies);
  const shares = options.priorities === undefined ? [] : parseShares(options.priorities, levels);
  const defaultPriority = levels === 0 ? 0 : defaultOf(options);
  const words = [
    ...(levels === 0
      ? []
      : [
          `${levels} priorities; ${shares.map(({ priority, share }) => `${share * 100} % have ${priority}`).join(", ")}, the others ${defaultPriority}`,
        ]),
    ...policies.map(describeQueuePolicy),
  ].join("; ");
  return { plan: { levels, policies, requestTimeoutMs }, shares, defaultPriority, words };
}

function defaultOf({ defaultPriority, priorityLevels }: SimulateOptions): number {
  if (defaultPriority !== undefined && defaultPriority <= priorityLevels) return defaultPriority;
  throw usageError(
    `--default-priority ${defaultPriority === undefined ? "is needed" : `${defaultPriority} is none`} with --priority-levels ${priorityLevels}`,
    `give one from 1 to ${priorityLevels}, as Triton's default_priority_level`,
  );
}

function refuseIdle(options: SimulateOptions, policies: readonly QueuePolicy[]): void {
  const { priorityLevels, defaultPriority, priorities, requestTimeoutMs, queueLimit, batcher } = options;
  const without = (flag: string, needed: string) =>
    usageError(`${flag} would do nothing without ${needed}`, "add it, or leave this out");
  if (priorityLevels === 0 && defaultPriority !== undefined)
    throw without("--default-priority", "--priority-levels");
  if (priorityLevels === 0 && priorities !== undefined) throw without("--priorities", "--priority-levels");
  if (priorityLevels > 0 && priorities === undefined) throw without("--priority-levels", "--priorities");
  if (
    requestTimeoutMs > 0 &&
    !policies.some((policy) => policy.override === "yes" && policy.timeoutMs > requestTimeoutMs)
  )
    throw without("--request-timeout", "a --queue-policy with override=yes and a longer timeout");
  const isAsked = priorityLevels > 0 || policies.length > 0;
  if (isAsked && (batcher ?? "triton") !== "triton")
    throw usageError(
      `--priority-levels and --queue-policy are Triton's, and --batcher is ${batcher}`,
      "leave them out, or use --batcher triton",
    );
  if (isAsked && queueLimit > 0)
    throw usageError(
      "--queue-limit and --queue-policy both say how many requests may wait",
      "write --queue-policy max=… instead of --queue-limit",
    );
}

function refuseWrong(levels: number, policies: readonly QueuePolicy[]): void {
  const beyond = policies.find(({ level = 0 }) => level > levels);
  if (beyond !== undefined)
    throw usageError(
      `--queue-policy level=${beyond.level}: there are ${levels} levels`,
      levels === 0 ? "leave the level out, or add --priority-levels" : "name one of them",
    );
  const twice = policies.find((policy, at) => policies.findIndex(({ level }) => level === policy.level) < at);
  if (twice !== undefined)
    throw usageError(
      `two of --queue-policy are of ${twice.level === undefined ? "all other levels" : `level ${twice.level}`}`,
      "leave one out",
    );
}
