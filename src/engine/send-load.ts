import { setFlagsFromString } from "node:v8";
import { Worker } from "node:worker_threads";
import type { Address } from "../core/address.ts";
import type { Clock } from "../core/clock.ts";
import { SampleBlock } from "../core/sample.ts";
import { TokenBlock } from "../core/token-block.ts";
import { workerEntry } from "../core/worker-entry.ts";
import type { GeneratorHealth } from "../result/generator.ts";
import { type Balancing, DEFAULT_BALANCING } from "../scenario/balancing/index.ts";
import type { LoadPlan } from "../scenario/source-of.ts";
import { type AccuracyCounts, addAccuracies } from "../stats/accuracy.ts";
import type { FailureExample } from "../stats/assemble-run.ts";
import type { RunRecorder } from "../stats/recorder.ts";
import type { TargetKind } from "../targets/index.ts";
import type { PreparedTarget } from "../targets/target.ts";
import { packRequests } from "../transport/packed-requests.ts";
import type { HttpRequest } from "../wire/http/http-request.ts";
import { MachineWatch } from "./machine-watch.ts";
import type { FromWorker, ToWorker, WorkerJob } from "./messages.ts";
import type { Verification } from "./verifier.ts";

/** The time from "all workers ready" to schedule time 0, ms, in which the start message reaches all workers. */
const START_DELAY_MS = 100;
const SEMI_SPACE_MB = 16;

/** An endpoint that shares the load with the first one. */
export interface Endpoint {
  readonly address: Address;
  /** The requests, one for each payload index, as at the first endpoint. */
  readonly requests: readonly HttpRequest[];
}

/** A load with its target, its endpoints and the limits of the engine. */
export interface LoadJob extends LoadPlan {
  readonly target: TargetKind;
  readonly prepared: PreparedTarget;
  /** The values that answers are compared with; left out to check only the form of answers. */
  readonly verification?: Verification | undefined;
  readonly address: Address;
  /** Endpoints that share the load with `address`. */
  readonly others?: readonly Endpoint[];
  /** The rule that chooses the endpoint of a request. */
  readonly balance?: Balancing | undefined;
  readonly items: number;
  readonly workers: number;
  readonly timeoutMs: number;
  readonly maxInFlight: number;
  readonly warmConnections: number;
}

/** The callbacks by which a load reports its start and its failures. */
export interface LoadEvents {
  /** Receives the clock reading at schedule time 0, ms, just before anything is sent. */
  onStart(t0Ms: number): void;
  onExample(example: FailureExample): void;
}

/** The end of a load, and what was measured besides its samples. */
export interface LoadEnd {
  /** The schedule time at which sending was interrupted, ms; null when it was completed. */
  readonly stoppedAtMs: number | null;
  /** The health of the generator; null when nothing was sent. */
  readonly health: GeneratorHealth | null;
  /** The counts of right answers; null without labels. */
  readonly accuracy: AccuracyCounts | null;
}

/**
 * Sends a load to a target in real time, with worker threads that each send a stripe of it, and feeds the recorder.
 * Resolves when every request has its outcome. After `signal` aborts, it resolves when the requests in flight are
 * cancelled.
 *
 * @throws Error when a worker fails: that is a fault of this program, not an outcome
 */
export async function sendLoad(
  job: LoadJob,
  recorder: RunRecorder,
  events: LoadEvents,
  clock: Clock,
  signal: AbortSignal,
): Promise<LoadEnd> {
  const workers = startWorkers(job);
  const watch = new MachineWatch(clock);
  try {
    await Promise.all([watch.ready(), ...workers.map((worker) => message(worker, "ready"))]);
    if (signal.aborted) return { stoppedAtMs: 0, health: null, accuracy: null };
    const t0Ms = clock.nowMs() + START_DELAY_MS;
    let stoppedAtMs: number | null = null;
    const stop = () => {
      stoppedAtMs = Math.max(0, clock.nowMs() - t0Ms);
      for (const worker of workers) tell(worker, { kind: "stop" });
    };
    signal.addEventListener("abort", stop, { once: true });
    const finished = workers.map(async (worker, shard) => {
      worker.on("message", (report: FromWorker) => take(report, shard, recorder, events));
      return message(worker, "done");
    });
    events.onStart(t0Ms);
    watch.start();
    for (const worker of workers) tell(worker, { kind: "start", t0Ms });
    const ends = await Promise.all(finished);
    signal.removeEventListener("abort", stop);
    const health = await watch.finish(
      ends.map((end) => end.health),
      recorder.inFlightAreaMs,
    );
    const accuracy = addAccuracies(ends.flatMap((end) => end.accuracy ?? []));
    return { stoppedAtMs, health, accuracy };
  } finally {
    await Promise.all([watch.close(), ...workers.map((worker) => worker.terminate())]);
  }
}

function startWorkers(job: LoadJob): Worker[] {
  // V8 begins with a young generation of 1 MB, which it collects dozens of times a second: each time the thread stops.
  setFlagsFromString(`--min-semi-space-size=${SEMI_SPACE_MB}`);
  const { prepared, address, others = [], balance = DEFAULT_BALANCING } = job;
  const all: readonly Endpoint[] = [{ address, requests: prepared.requests }, ...others];
  const endpoints = all.map(({ address, requests }) => ({
    address,
    requests: packRequests(requests, prepared.version, address),
  }));
  const share = (total: number) => Math.max(1, Math.ceil(total / job.workers));
  return Array.from({ length: job.workers }, (_, index) => {
    const workerData: WorkerJob = {
      load: job.load,
      plan: job.plan,
      stripe: { index, of: job.workers },
      target: job.target,
      expected: prepared.expected,
      tokens: prepared.tokens,
      verification: job.verification,
      endpoints,
      balance,
      version: prepared.version,
      items: job.items,
      timeoutMs: job.timeoutMs,
      maxInFlight: share(job.maxInFlight),
      warmConnections: share(Math.min(job.warmConnections, job.maxInFlight) / endpoints.length),
    };
    return new Worker(workerEntry("./send-worker.js", import.meta.url), { workerData });
  });
}

function take(report: FromWorker, shard: number, recorder: RunRecorder, events: LoadEvents): void {
  if (report.kind === "done") recorder.endShard(shard);
  if (report.kind !== "report") return;
  const tokens = report.tokens === null ? null : new TokenBlock(report.tokens);
  new SampleBlock(report.rows, report.count).forEach((sample) => {
    recorder.add(sample, tokens?.next());
  });
  recorder.addSends(shard, report.sends, report.warmupSends, report.upToMs);
  recorder.progress(shard, report.upToMs, report.maxInFlight);
  for (const example of report.examples) events.onExample(example);
}

type Message<Kind extends FromWorker["kind"]> = Extract<FromWorker, { kind: Kind }>;

function message<Kind extends FromWorker["kind"]>(worker: Worker, kind: Kind): Promise<Message<Kind>> {
  return new Promise((resolve, reject) => {
    worker.on("message", (received: FromWorker) => {
      if (received.kind === kind) resolve(received as Message<Kind>);
    });
    worker.once("error", reject);
    worker.once("exit", (code) =>
      reject(new Error(`a worker of the engine ended early (exit code ${code})`)),
    );
  });
}

function tell(worker: Worker, order: ToWorker): void {
  worker.postMessage(order);
}
