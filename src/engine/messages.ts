import type { Address } from "../core/address.ts";
import type { SchedulePlan, Stripe } from "../scenario/schedule.ts";
import type { SessionOptions } from "../scenario/sessions.ts";
import type { TargetKind } from "../targets/options.ts";

/** What one worker thread of the engine is started with. */
export interface WorkerJob {
  readonly plan: SchedulePlan;
  /** How sessions go on; null = every arrival is one request. */
  readonly sessions: SessionOptions | null;
  readonly stripe: Stripe;
  readonly target: TargetKind;
  readonly expected: unknown;
  readonly address: Address;
  /** All requests one after another, shared by the workers. */
  readonly requestBytes: Uint8Array;
  /** Request i lies in bytes [requestOffsets[i], requestOffsets[i + 1]). */
  readonly requestOffsets: Float64Array;
  readonly items: number;
  readonly timeoutMs: number;
  /** Requests this worker may have in flight; more are shed. */
  readonly maxInFlight: number;
  /** Connections opened before the clock starts. */
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
  | { kind: "done" };
