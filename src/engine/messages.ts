import type { Address } from "../core/address.ts";
import type { Balancing } from "../scenario/balancing/index.ts";
import type { Stripe } from "../scenario/schedule.ts";
import type { LoadPlan } from "../scenario/source-of.ts";
import type { AccuracyCounts } from "../stats/accuracy.ts";
import type { FailureExample } from "../stats/run-facts.ts";
import type { TargetKind } from "../targets/index.ts";
import type { PreparedTarget } from "../targets/target.ts";
import type { HttpVersion, PackedRequests } from "../transport/packed-requests.ts";
import type { Verification } from "./verifier.ts";
import type { WorkerHealth } from "./worker-health.ts";

/** The data that a worker thread of the engine is started with. */
export interface WorkerJob extends LoadPlan {
  readonly stripe: Stripe;
  readonly target: TargetKind;
  readonly expected: unknown;
  readonly tokens: PreparedTarget["tokens"];
  readonly verification: Verification | undefined;
  /** The endpoints, each with its requests: the payloads are the same, but the Host header, for example, differs. */
  readonly endpoints: readonly { readonly address: Address; readonly requests: PackedRequests }[];
  readonly balance: Balancing;
  readonly version: HttpVersion;
  readonly items: number;
  readonly timeoutMs: number;
  /** The most requests that all workers together may have in flight; more are shed. */
  readonly maxInFlight: number;
  /** The memory, shared by all workers, of the number in flight. */
  readonly inFlight: Int32Array;
  /** The number of connections to each endpoint that this worker opens before the clock starts. */
  readonly warmConnections: readonly number[];
}

/**
 * A message to a worker thread. `t0Ms` is the clock reading at schedule time 0, ms; `atMs` is the schedule time from which nothing
 * more is sent, while what is in flight is waited for.
 */
export type ToWorker = { kind: "start"; t0Ms: number } | { kind: "stop" } | { kind: "end"; atMs: number };

/** A message from a worker thread. Times are ms since schedule time 0. */
export type FromWorker =
  | { kind: "ready" }
  | {
      kind: "report";
      /** The rows of a `SampleBlock`. */
      rows: Float64Array;
      count: number;
      /** The cells of a `TokenBlock`; null when answers do not tell their tokens. */
      tokens: Float64Array | null;
      /** The times at which requests were sent since the last report, in order, ms. */
      sends: Float64Array;
      /** The number of `sends` that belong to the warm-up: they are the first ones. */
      warmupSends: number;
      /** The time up to which this worker has reported everything, ms. */
      upToMs: number;
      /** The most requests of all workers in flight since the last report, as this worker saw them. */
      maxInFlight: number;
      examples: FailureExample[];
      /** The counts of right answers since the start of the measured part; null without labels. */
      accuracy: AccuracyCounts | null;
    }
  | { kind: "done"; health: WorkerHealth };
