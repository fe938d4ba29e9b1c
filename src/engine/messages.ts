import type { Address } from "../core/address.ts";
import type { Balancing } from "../scenario/balancing/index.ts";
import type { ClosedLoop } from "../scenario/closed-source.ts";
import type { SchedulePlan, Stripe } from "../scenario/schedule.ts";
import type { SessionOptions } from "../scenario/sessions.ts";
import type { AccuracyCounts } from "../stats/accuracy.ts";
import type { TargetKind } from "../targets/options.ts";
import type { PreparedTarget } from "../targets/target.ts";
import type { HttpVersion, PackedRequests } from "../transport/packed-requests.ts";
import type { Verification } from "./verifier.ts";
import type { WorkerHealth } from "./worker-health.ts";

/** Where the requests of a run come from: a schedule, sessions that begin by a schedule, or a closed loop. */
export interface LoadPlan {
  readonly plan: SchedulePlan;
  /** How sessions go on; null = every arrival is one request. */
  readonly sessions: SessionOptions | null;
  /** How many requests are kept in flight; null = the schedule says when to send. */
  readonly closed: ClosedLoop | null;
}

/** What one worker thread of the engine is started with. */
export interface WorkerJob {
  readonly load: LoadPlan;
  readonly stripe: Stripe;
  readonly target: TargetKind;
  readonly expected: unknown;
  readonly tokens: PreparedTarget["tokens"];
  readonly verification: Verification | undefined;
  /** Where requests go. The payloads are the same at each; what is around them is not, such as the Host header. */
  readonly endpoints: readonly { readonly address: Address; readonly requests: PackedRequests }[];
  readonly balance: Balancing;
  readonly version: HttpVersion;
  readonly items: number;
  readonly timeoutMs: number;
  /** Requests this worker may have in flight; more are shed. */
  readonly maxInFlight: number;
  /** Connections opened before the clock starts, to each endpoint. */
  readonly warmConnections: number;
}

/** A failure said in words, once per kind. */
export interface FailureExample {
  readonly outcome: string;
  readonly failure: string;
  readonly status: number;
  readonly message: string;
}

export type ToWorker = { kind: "start"; t0Ms: number } | { kind: "stop" };

export type FromWorker =
  | { kind: "ready" }
  | {
      kind: "report";
      /** Buffer of a SampleBlock. */
      rows: Float64Array;
      count: number;
      /** Cells of a TokenBlock, where answers tell their tokens. */
      tokens: Float64Array | null;
      /** Times at which requests were sent since the last report, in order, ms. */
      sends: Float64Array;
      /** How many of them, the first ones, belong to the warm-up. */
      warmupSends: number;
      /** No later report holds anything that happened before this, ms. */
      upToMs: number;
      /** Most requests in flight since the last report. */
      maxInFlight: number;
      examples: FailureExample[];
    }
  | { kind: "done"; health: WorkerHealth; accuracy: AccuracyCounts | null };
