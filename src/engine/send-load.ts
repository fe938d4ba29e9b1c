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
import type { RunRecorder } from "../stats/recorder.ts";
import type { FailureExample } from "../stats/run-facts.ts";
import type { TargetKind } from "../targets/index.ts";
import type { PreparedTarget } from "../targets/target.ts";
import { packRequests } from "../transport/packed-requests.ts";
import type { HttpRequest } from "../wire/http/http-request.ts";
import { MachineWatch } from "./machine-watch.ts";
import type { FromWorker, ToWorker, WorkerJob } from "./messages.ts";
import { MOST_SILENT_SEC, SilenceWatch } from "./silence-watch.ts";
import { TotalInFlight } from "./total-in-flight.ts";
import type { Verification } from "./verifier.ts";

/** The time that the other workers have to end when one of them has failed, ms. */
const GRACE_MS = 2000;
/** The time from "all workers ready" to schedule time 0, ms, in which the start message reaches all workers. */
const START_DELAY_MS = 100;
const SEMI_SPACE_MB = 16;
/** The time in which the order to end reaches all workers, ms: they end at one schedule time. */
const END_DELAY_MS = 100;

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
  /** The schedule time from which nothing more was sent because enough was known, ms; null when the schedule was sent to its end. */
  readonly endedAtMs: number | null;
  /** The health of the generator; null when nothing was sent. */
  readonly health: GeneratorHealth | null;
  /** The fault of this program that broke the load off; null when there was none. What was measured before it counts. */
  readonly fault: Error | null;
}

/** The end of a load of which nothing was sent. */
export const NOTHING_SENT: LoadEnd = {
  stoppedAtMs: 0,
  endedAtMs: null,
  health: null,
  fault: null,
};

/**
 * Sends a load to a target in real time, with worker threads that each send a stripe of it, and feeds the recorder.
 * Resolves when every request has its outcome. After `signal` aborts, it resolves when the requests in flight are
 * cancelled. When a worker fails, which is a fault of this program, it resolves with what the others measured until then.
 *
 * @param enough ends the load early, without loss: what is in flight is waited for
 * @throws Error when a worker fails before anything was sent
 */
export async function sendLoad(
  job: LoadJob,
  recorder: RunRecorder,
  events: LoadEvents,
  clock: Clock,
  signal: AbortSignal,
  enough?: AbortSignal,
): Promise<LoadEnd> {
  const workers = startWorkers(job);
  const watch = new MachineWatch(clock);
  const silence = new SilenceWatch(workers.length);
  try {
    await Promise.all([watch.ready(), ...workers.map((worker) => ready(worker))]);
    if (signal.aborted) return NOTHING_SENT;
    const t0Ms = clock.nowMs() + START_DELAY_MS;
    let stoppedAtMs: number | null = null;
    let endedAtMs: number | null = null;
    let fault: Error | null = null;
    const stop = () => {
      stoppedAtMs ??= Math.max(0, clock.nowMs() - t0Ms);
      recorder.stop(stoppedAtMs);
      for (const worker of workers) tell(worker, { kind: "stop" });
    };
    const end = () => {
      endedAtMs = clock.nowMs() - t0Ms + END_DELAY_MS;
      recorder.end(endedAtMs);
      for (const worker of workers) tell(worker, { kind: "end", atMs: endedAtMs });
    };
    signal.addEventListener("abort", stop, { once: true });
    enough?.addEventListener("abort", end, { once: true });
    let giveUp = () => {};
    const broken = new Promise<void>((resolve) => {
      giveUp = resolve;
    });
    const breakOff = (shard: number, error: Error) => {
      silence.ended(shard);
      recorder.endShard(shard);
      fault ??= error;
      stop();
      setTimeout(giveUp, GRACE_MS).unref();
    };
    for (const [shard, worker] of workers.entries())
      watchWorker(worker, shard, recorder, events, silence, breakOff);
    const finished = workers.map((worker) => ended(worker));
    events.onStart(t0Ms);
    watch.start(t0Ms + job.plan.warmupMs, t0Ms + job.plan.warmupMs + job.plan.measureMs);
    for (const worker of workers) tell(worker, { kind: "start", t0Ms });
    silence.start((shard) => breakOff(shard, hanging(shard)));
    const ends = (await Promise.all(finished.map((end) => Promise.race([end, broken])))).flatMap(
      (end) => end ?? [],
    );
    signal.removeEventListener("abort", stop);
    const health =
      fault === null
        ? await watch.finish(
            ends.map((end) => end.health),
            recorder.inFlightAreaMs,
          )
        : null;
    return { stoppedAtMs, endedAtMs, health, fault };
  } finally {
    silence.close();
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
  const inFlight = TotalInFlight.sharedCell();
  const warm = Math.min(job.warmConnections, job.maxInFlight);
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
      maxInFlight: job.maxInFlight,
      inFlight,
      warmConnections: endpoints.map((_, endpoint) =>
        shareOf(warm, endpoint * job.workers + index, endpoints.length * job.workers),
      ),
    };
    return new Worker(workerEntry("./send-worker.js", import.meta.url), { workerData });
  });
}

/** The share of one of several parts in a total: the shares differ by at most 1, and add up to the total. */
function shareOf(total: number, part: number, parts: number): number {
  return Math.floor((total + parts - 1 - part) / parts);
}

/** Hands the reports of a worker to the recorder, and tells of the fault that ends the worker or its reports. */
function watchWorker(
  worker: Worker,
  shard: number,
  recorder: RunRecorder,
  events: LoadEvents,
  silence: SilenceWatch,
  onFault: (shard: number, fault: Error) => void,
): void {
  let done = false;
  const failed = (fault: Error) => onFault(shard, fault);
  worker.on("message", (report: FromWorker) => {
    done ||= report.kind === "done";
    if (done) silence.ended(shard);
    else silence.heard(shard);
    try {
      take(report, shard, recorder, events);
    } catch (error) {
      failed(error instanceof Error ? error : new Error(String(error)));
    }
  });
  worker.once("error", failed);
  worker.once("exit", (code) => {
    if (!done) failed(new Error(`a worker of the engine ended early (exit code ${code})`));
  });
}

function hanging(shard: number): Error {
  return new Error(
    `sending thread ${shard + 1} has not reported for ${MOST_SILENT_SEC} s: it hangs, as on an answer that takes for ever to judge`,
  );
}

/** Resolves with the last message of a worker; null when it ended without one. */
function ended(worker: Worker): Promise<Message<"done"> | null> {
  return new Promise((resolve) => {
    worker.on("message", (received: FromWorker) => {
      if (received.kind === "done") resolve(received);
    });
    worker.once("error", () => resolve(null));
    worker.once("exit", () => resolve(null));
  });
}

function take(report: FromWorker, shard: number, recorder: RunRecorder, events: LoadEvents): void {
  if (report.kind === "done") recorder.endShard(shard);
  if (report.kind !== "report") return;
  const tokens = report.tokens === null ? null : new TokenBlock(report.tokens);
  new SampleBlock(report.rows, report.count).forEach((sample) => {
    recorder.add(sample, tokens?.next());
  });
  if (report.accuracy !== null) recorder.countAnswers(shard, report.accuracy);
  recorder.addSends(shard, report.sends, report.warmupSends, report.upToMs);
  recorder.progress(shard, report.upToMs, report.maxInFlight);
  for (const example of report.examples) events.onExample(example);
}

type Message<Kind extends FromWorker["kind"]> = Extract<FromWorker, { kind: Kind }>;

/** Resolves when a worker is ready to start. @throws Error when it fails before */
function ready(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once("message", () => resolve());
    worker.once("error", reject);
    worker.once("exit", (code) =>
      reject(new Error(`a worker of the engine ended early (exit code ${code})`)),
    );
  });
}

function tell(worker: Worker, order: ToWorker): void {
  worker.postMessage(order);
}
