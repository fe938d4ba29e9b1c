import type { Client } from "autocannon";
import type { FailureCode, Outcome } from "../core/sample.ts";
import type { RunRecorder } from "../stats/recorder.ts";
import { TARGETS } from "../targets/index.ts";
import { failureOf } from "../transport/failure.ts";
import { type Exchange, InFlight } from "./exchange.ts";
import type { LoadEvents, LoadJob } from "./send-load.ts";
import type { WorkerHealth } from "./worker-health.ts";

const CUT_SHORT = "the server closed the connection before it answered";

/** The events of autocannon's connections that its types lack. */
interface ClientEvents {
  on(event: "request" | "timeout", listener: () => void): unknown;
  on(event: "headers", listener: (head: { headers: string[] }) => void): unknown;
  on(event: "response", listener: (status: number, bytes: number, tookMs: number) => void): unknown;
  on(event: "connError", listener: (error: NodeJS.ErrnoException) => void): unknown;
}

/** Turns the events of autocannon's connections into samples. */
export class AutocannonRecord {
  readonly #job: LoadJob;
  readonly #recorder: RunRecorder;
  readonly #events: LoadEvents;
  readonly #nowMs: () => number;
  readonly #inFlight = new InFlight();
  readonly #seenExamples = new Set<string>();
  #sends: number[] = [];
  #warmupSends = 0;
  #body = "";
  #sent = 0;
  /** The in-flight area of requests that are not part of the run, in request·ms. */
  #outsideMs = 0;
  #maxInFlight = 0;

  constructor(job: LoadJob, recorder: RunRecorder, events: LoadEvents, nowMs: () => number) {
    this.#job = job;
    this.#recorder = recorder;
    this.#events = events;
    this.#nowMs = nowMs;
  }

  /** The number of requests that were sent. */
  get sent(): number {
    return this.#sent;
  }

  /** Keeps the body of a response, whose `response` event follows. */
  keepBody(body: string): void {
    this.#body = body;
  }

  watchClient(autocannonClient: Client): void {
    const client = autocannonClient as unknown as ClientEvents;
    let exchange: Exchange | null = null;
    let headers: readonly string[] = [];
    const end = (outcome: Outcome, failure: FailureCode, message?: string, status = 0, bytes = 0) => {
      if (exchange !== null) this.#ended(exchange, outcome, failure, message, status, bytes);
      exchange = null;
    };
    client.on("request", () => {
      // autocannon reconnects silently when the server closes: the request that was in flight is lost.
      end("error", "closed", CUT_SHORT);
      exchange = this.#began();
    });
    client.on("headers", (head) => {
      if (exchange !== null) exchange.firstByteMs = this.#nowMs();
      headers = head.headers;
    });
    client.on("response", (status, _, tookMs) => {
      if (exchange === null) return;
      exchange.lastByteMs = this.#nowMs();
      exchange.sentMs = exchange.lastByteMs - tookMs;
      const body = Buffer.from(this.#body);
      const named = pairs(headers);
      const bodyBytes = Number(named.get("content-length") ?? body.length);
      const response = { status, headers: named, body, bodyBytes, keepAlive: true };
      const { outcome, failure, message } = TARGETS[this.#job.target].classify(
        response,
        this.#job.prepared.expected,
      );
      end(outcome, failure, message, status, bodyBytes);
    });
    client.on("timeout", () => end("timeout", "none"));
    client.on("connError", (error) =>
      end("error", failureOf(error, error.syscall !== "connect"), error.message),
    );
  }

  /** Reports to the recorder what has been sent since the last call. */
  report(): void {
    const nowMs = this.#nowMs();
    this.#recorder.addSends(0, Float64Array.from(this.#sends), this.#warmupSends, nowMs);
    this.#recorder.progress(0, nowMs, this.#maxInFlight);
    this.#sends = [];
    this.#warmupSends = 0;
    this.#maxInFlight = this.#inFlight.size;
  }

  /** Ends the record. Requests that are still in flight were dropped by autocannon and are not part of the run. */
  finish(): Pick<WorkerHealth, "inFlightArea"> {
    this.report();
    const nowMs = this.#nowMs();
    for (const exchange of this.#inFlight) {
      this.#outsideMs += nowMs - exchange.sentMs;
      this.#inFlight.remove(exchange, nowMs);
    }
    this.#recorder.endShard(0);
    return { inFlightArea: this.#inFlight.areaMs - this.#outsideMs };
  }

  #began(): Exchange {
    const nowMs = this.#nowMs();
    const exchange = this.#inFlight.add(nowMs);
    exchange.phase = nowMs < this.#job.plan.warmupMs ? "warmup" : "measure";
    exchange.seq = this.#sent++;
    exchange.sentMs = nowMs;
    exchange.lastByteMs = nowMs;
    exchange.firstByteMs = Number.NaN;
    this.#sends.push(nowMs);
    if (exchange.phase === "warmup") this.#warmupSends++;
    this.#maxInFlight = Math.max(this.#maxInFlight, this.#inFlight.size);
    return exchange;
  }

  #ended(
    exchange: Exchange,
    outcome: Outcome,
    failure: FailureCode,
    message: string | undefined,
    status: number,
    bytes: number,
  ): void {
    const { plan } = this.#job;
    const doneMs = this.#nowMs();
    this.#inFlight.remove(exchange, doneMs);
    // autocannon stops a little late: requests sent after the end are not part of the run.
    if (exchange.sentMs >= plan.warmupMs + plan.measureMs) {
      this.#outsideMs += doneMs - exchange.sentMs;
      return;
    }
    this.#recorder.add({
      seq: exchange.seq,
      shard: 0,
      phase: exchange.phase,
      endpoint: 0,
      items: this.#job.items,
      intendedMs: exchange.sentMs,
      sentMs: exchange.sentMs,
      firstByteMs: Number.isNaN(exchange.firstByteMs) ? null : exchange.firstByteMs,
      doneMs,
      bytes,
      outcome,
      failure,
      status,
    });
    const kind = `${outcome} ${failure} ${status}`;
    if (message === undefined || this.#seenExamples.has(kind)) return;
    this.#seenExamples.add(kind);
    this.#events.onExample({ outcome, failure, status, message });
  }
}

/** Makes a map of raw headers, which alternate names and values. Its names are in lower case. */
function pairs(raw: readonly string[]): Map<string, string> {
  const headers = new Map<string, string>();
  for (let at = 0; at + 1 < raw.length; at += 2)
    headers.set(String(raw[at]).toLowerCase(), String(raw[at + 1]));
  return headers;
}
