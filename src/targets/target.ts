import type { FailureCode, Outcome } from "../core/sample.ts";
import type { AnswerTokens, TokensTold } from "../core/token-block.ts";
import type { HttpVersion } from "../transport/packed-requests.ts";
import type { HttpRequest } from "../wire/http/http-request.ts";
import type { HttpResponse } from "../wire/http/http-response.ts";
import type { ModelStatistics } from "../wire/oip/statistics.ts";
import type { OutputValues } from "../wire/tensor/output-values.ts";
import type { ServerContext, TargetContext } from "./server-context.ts";
import type { SettingsApi } from "./settings-api.ts";

/** A target that gave a good answer and is ready for load, as plain data that can be sent to another thread. */
export interface PreparedTarget {
  /** The name of the server, as it states it. */
  readonly server: string;
  readonly model: string | null;
  readonly payload: string;
  readonly version: HttpVersion;
  /** The requests, one for each payload index. */
  readonly requests: readonly HttpRequest[];
  /** True when status, length and the body as UTF-8 text are enough to judge an answer: autocannon gives no more. */
  readonly judgedAsText: boolean;
  /** Set when answers tell their tokens: counted at the end, or streamed and read by the target's reader. */
  readonly tokens?: TokensTold;
  /** The choices that the target made for this server, for the result. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The second argument of `classify` for every response, as plain JSON. */
  readonly expected: unknown;
}

/**
 * The options that only some protocols take. A protocol that takes `batch` generates its inputs and their lengths.
 */
export const TARGET_OPTIONS = [
  "model",
  "batch",
  "inputs",
  "body",
  "check",
  "proto",
  "method",
  "verify",
] as const;
export type TargetOption = (typeof TARGET_OPTIONS)[number];

/** How long an answer took from the sending of its request to its last byte, and how long it was given. */
export interface AnswerTiming {
  readonly tookMs: number;
  readonly timeoutMs: number;
}

/** The judgement of one response. */
export interface Classified {
  readonly outcome: Outcome;
  readonly failure: FailureCode;
  /** The status code of the protocol, such as that of gRPC; left out when it is the status of HTTP. */
  readonly status?: number;
  /** The message of a failure, which the report shows once for each kind of failure. */
  readonly message?: string;
  /** The tokens of an answer that is ok, if the target counts them. */
  readonly tokens?: AnswerTokens;
}

/** Reads one streamed answer after another, and the times at which their parts arrive. */
export interface AnswerReader {
  /** Begins another answer; the one before may have been aborted. */
  start(): void;
  /** Reads a part of the body of a 2xx answer, which arrived at `nowMs`. It never throws: `end` judges faults. */
  take(part: Uint8Array, nowMs: number): void;
  /** Ends the answer and judges it. */
  end(): Classified;
}

/**
 * A protocol: it encodes requests and judges replies, and owns no socket. To add one, write its file and a line in
 * `index.ts`.
 */
export interface Target {
  readonly kind: string;
  readonly title: string;
  /** The options that the protocol takes. The others are refused, because they would have no effect. */
  readonly takes: readonly TargetOption[];
  /** True where a request carries one item by the protocol, such as one prompt. */
  readonly oneItem?: boolean;
  /**
   * Checks the server before any load: that it is reachable and ready, serves the model, and answers one request
   * well.
   *
   * @throws target error (exit 4) with the finding and the advice
   */
  prepare(context: TargetContext): Promise<PreparedTarget>;
  /** The evidence that the server speaks this protocol, in words; null when there is none. @throws target error */
  recognise?(context: ServerContext): Promise<string | null>;
  /**
   * Judges one response. It is called for every request, so it must be cheap for a good response.
   *
   * @param timing left out where nobody waits for the answer against a limit
   */
  classify(response: HttpResponse, expected: unknown, timing?: AnswerTiming): Classified;
  /** Tells that `classify` can judge answers of status 2xx by a part of their bodies, or by none where `expected` is null. */
  needsNoWholeBody?(expected: unknown): boolean;
  /**
   * Reads the values of an answer that is ok, for targets that take --verify.
   *
   * @throws WireError for an answer that cannot be read: `classify` may have judged it by its length alone
   */
  valuesOf?(response: HttpResponse, expected: unknown): readonly OutputValues[];
  /** Makes a reader for streamed answers, on targets that stream. It judges by `expected`, as `classify` does. */
  openReader?(expected: unknown): AnswerReader;
  /**
   * Reads the statistics of the server about a model; null from a server without them.
   *
   * @throws target error for any other answer
   */
  statistics?(server: ServerContext, model: string): Promise<ModelStatistics | null>;
  /** The settings API, on targets whose servers can change settings while they run. */
  readonly settings?: SettingsApi;
}

/** The judgement of a good response without tokens. */
export const OK: Classified = { outcome: "ok", failure: "none" };
