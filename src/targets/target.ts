import type { FailureCode, Outcome } from "../core/sample.ts";
import type { AnswerTokens, TokensTold } from "../core/token-block.ts";
import type { HttpVersion } from "../transport/packed-requests.ts";
import type { HttpRequest } from "../wire/http/http-request.ts";
import type { HttpResponse } from "../wire/http/http-response.ts";
import type { ModelStatistics } from "../wire/oip/statistics.ts";
import type { OutputValues } from "../wire/tensor/output-values.ts";
import type { ServerContext, TargetContext } from "./server-context.ts";
import type { SettingsApi } from "./settings-api.ts";

/** A target that answered as it should, ready for load: plain data that crosses threads. */
export interface PreparedTarget {
  /** What the server said it is. */
  readonly server: string;
  readonly model: string | null;
  readonly payload: string;
  readonly version: HttpVersion;
  /** One request per payload index. */
  readonly requests: readonly HttpRequest[];
  /** Answers can be judged from status, length, and a body read as UTF-8: what autocannon hands on. */
  readonly judgedAsText: boolean;
  /** Answers say how many tokens they took; streamed ones are read as they come, by the target's reader. */
  readonly tokens?: TokensTold;
  /** What was chosen about this server, for the result. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Handed to `classify` with every response; plain JSON. */
  readonly expected: unknown;
}

/** Options that mean something to some protocols only. Who takes `batch` makes inputs, and chooses their lengths. */
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

/** What a response means. */
export interface Classified {
  readonly outcome: Outcome;
  readonly failure: FailureCode;
  /** Where the protocol has a status of its own: that instead of the one of HTTP. */
  readonly status?: number;
  /** Said once per kind of failure in the report. */
  readonly message?: string;
  /** Of an answer that is ok, where the target counts them. */
  readonly tokens?: AnswerTokens;
}

/** Reads one answer after another while they come, where it matters when their parts came. */
export interface AnswerReader {
  /** Another answer begins; the last one may have been given up. */
  start(): void;
  /** Part of the body of a 2xx answer, and when it came. Never throws: what is wrong is judged at the end. */
  take(part: Uint8Array, nowMs: number): void;
  /** The answer is over. */
  end(): Classified;
}

/**
 * A protocol: encodes requests, and judges replies. It owns no socket. Adding one = one file like its
 * neighbours and a line in `index.ts`.
 */
export interface Target {
  readonly kind: string;
  readonly title: string;
  /** The others are refused: whoever gives one believes that it does something. */
  readonly takes: readonly TargetOption[];
  /**
   * Looks at the server before any load: reachable, ready, the model it was said to serve, a valid answer to
   * one request. @throws target error (exit 4) that says what was found and what to do.
   */
  prepare(context: TargetContext): Promise<PreparedTarget>;
  /** What shows that the server speaks this protocol, in words; null when nothing does. @throws target error */
  recognise?(context: ServerContext): Promise<string | null>;
  /** Judges one response; called for every request, so it must be cheap when all is well. */
  classify(response: HttpResponse, expected: unknown): Classified;
  /**
   * The values in an answer that is ok, for targets that take --verify. @throws WireError when it cannot be read, which
   * an answer that was judged by its length may show only now
   */
  valuesOf?(response: HttpResponse, expected: unknown): readonly OutputValues[];
  /** For answers that are read as they come. */
  openReader?(): AnswerReader;
  /**
   * What the server counted of a model so far; null from one that does not tell.
   * @throws target error that says what it did instead
   */
  statistics?(server: ServerContext, model: string): Promise<ModelStatistics | null>;
  /** For servers that can be set up anew while they run. */
  readonly settings?: SettingsApi;
}

export const OK: Classified = { outcome: "ok", failure: "none" };
