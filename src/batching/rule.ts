import { largest } from "../core/extremes.ts";
import type { BatchingPolicy } from "./policy.ts";

/** The waiting requests as the rule sees them; index 0 is the oldest. */
export interface QueueView {
  readonly length: number;
  /** Items in the request, at least 1. */
  itemsAt(index: number): number;
  /**
   * Key of the request's shapes: requests with equal keys may share an execution, as they differ in the batch axis
   * only.
   */
  shapeKeyAt(index: number): string;
  enqueuedMsAt(index: number): number;
  /**
   * Makes sure that what stands at a place may go into a batch: what waited too long is refused or put back, and others move up.
   * False where nothing is left. Places are asked for from 0 on; a queue whose requests never wait too long leaves it out.
   */
  settle?(index: number, nowMs: number): boolean;
  /** Moment from which a request has waited too long, `Infinity` for never; there where `settle` is. */
  expiresMsAt?(index: number): number;
}

export type Decision =
  /** Send the oldest `requests` now. `complete`: neither waiting nor new arrivals would change this batch. */
  | { readonly kind: "dispatch"; readonly requests: number; readonly complete: boolean }
  /** Ask again at this time, or when a request arrives. */
  | { readonly kind: "wait"; readonly untilMs: number }
  | { readonly kind: "idle" };

const IDLE: Decision = { kind: "idle" };

/**
 * Triton's dynamic batching rule, for an instance that could start now: whole requests, oldest first. The largest
 * preferred size that the queue's front forms goes out at once; failing that, everything that fits, as soon as the
 * batch can grow no further, nothing may wait, or the oldest request has waited `maxQueueDelayMs`. Once that delay
 * is over, everything that fits goes out even if a preferred size could be formed.
 *
 * Sources: triton-inference-server/core src/dynamic_batch_scheduler.cc, `GetDynamicBatch` (here with an empty
 * payload: a batch that has been handed to an instance is never extended), whose `OldestEnqueueTime` is the least of the batch, as a queue
 * with priorities is not in the order of arrivals, and which wakes for the next `ClosestTimeout`; src/model_config_utils.cc,
 * `NormalizeModelConfig`, makes the maximum the preferred size where none is given; server
 * docs/user_guide/batcher.md describes both.
 */
export function decide(queue: QueueView, nowMs: number, policy: BatchingPolicy): Decision {
  if (queue.length === 0) return IDLE;
  if (!policy.dynamic) return { kind: "dispatch", requests: 1, complete: true };

  const front = examineFront(queue, nowMs, policy);
  if (front.requests === 0) return IDLE;
  const untilMs = front.oldestMs + policy.maxQueueDelayMs;
  const overdue = policy.maxQueueDelayMs > 0 && nowMs >= untilMs;
  if (front.preferred > 0 && !overdue) {
    return {
      kind: "dispatch",
      requests: front.preferred,
      complete: front.closed && front.preferred === front.requests,
    };
  }
  if (front.closed || overdue || policy.maxQueueDelayMs === 0 || front.items >= largestPreferred(policy)) {
    return { kind: "dispatch", requests: front.requests, complete: front.closed };
  }
  return { kind: "wait", untilMs: Math.min(untilMs, front.expiresMs) };
}

interface Front {
  /** Number of requests that fit into one batch; they hold `items`. */
  readonly requests: number;
  readonly items: number;
  /** Number of requests that make the best preferred batch, 0 when there is none. */
  readonly preferred: number;
  /** Whether no later arrival can join the batch. */
  readonly closed: boolean;
  /** Moment at which the one of them came that waits longest. */
  readonly oldestMs: number;
  /** Moment at which the first of them has waited too long. */
  readonly expiresMs: number;
}

function examineFront(queue: QueueView, nowMs: number, policy: BatchingPolicy): Front {
  const isSettled = queue.settle === undefined;
  const largest = largestPreferred(policy);
  let shapeKey = "";
  let requests = 0;
  let items = 0;
  let preferred = 0;
  let closed = false;
  let oldestMs = Number.POSITIVE_INFINITY;
  let expiresMs = Number.POSITIVE_INFINITY;
  for (; isSettled ? requests < queue.length : queue.settle?.(requests, nowMs); requests++) {
    const next = queue.itemsAt(requests);
    if (requests === 0) {
      shapeKey = queue.shapeKeyAt(0);
      oldestMs = queue.enqueuedMsAt(0);
    } else {
      // The next request jumps over every preferred size: what is there now comes closest to one.
      if (items + next > largest && preferred === 0) preferred = requests;
      closed = items + next > policy.maxBatch || queue.shapeKeyAt(requests) !== shapeKey;
      if (closed) break;
    }
    items += next;
    if (isPreferred(items, policy)) preferred = requests + 1;
    if (isSettled) continue;
    oldestMs = Math.min(oldestMs, queue.enqueuedMsAt(requests));
    expiresMs = Math.min(expiresMs, queue.expiresMsAt?.(requests) ?? expiresMs);
  }
  closed ||= items >= policy.maxBatch;
  return { requests, items, preferred, closed, oldestMs, expiresMs };
}

function isPreferred(items: number, { preferredSizes, maxBatch }: BatchingPolicy): boolean {
  return preferredSizes.length === 0 ? items === maxBatch : preferredSizes.includes(items);
}

function largestPreferred({ preferredSizes, maxBatch }: BatchingPolicy): number {
  return preferredSizes.length === 0 ? maxBatch : largest(preferredSizes);
}
