import type { Address } from "../core/address.ts";
import type { Balancing } from "../scenario/balancing/index.ts";
import type { Stripe } from "../scenario/schedule.ts";
import type { LoadPlan } from "../scenario/source-of.ts";
import type { AccuracyCounts } from "../stats/accuracy.ts";
import type { FailureExample } from "../stats/assemble-run.ts";
import type { TargetKind } from "../targets/index.ts";
import type { PreparedTarget } from "../targets/target.ts";
import type { HttpVersion, PackedRequests } from "../transport/packed-requests.ts";
import type { Verification } from "./verifier.ts";
import type { WorkerHealth } from "./worker-health.ts";

/** What one worker thread of the engine is started with. */
export interface WorkerJob extends LoadPlan {
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
