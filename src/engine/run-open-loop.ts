import { Worker } from "node:worker_threads";
import type { Address } from "../core/address.ts";
import type { Clock } from "../core/clock.ts";
import { SampleBlock } from "../core/sample.ts";
import { workerEntry } from "../core/worker-entry.ts";
import type { SchedulePlan } from "../scenario/schedule.ts";
import type { SessionOptions } from "../scenario/sessions.ts";
import type { RunRecorder } from "../stats/recorder.ts";
import type { TargetKind } from "../targets/options.ts";
import type { PreparedTarget } from "../targets/target.ts";
import type { FailureExample, FromWorker, ToWorker, WorkerJob } from "./messages.ts";

/** From "all workers ready" to schedule time 0: time for the start message to arrive everywhere. */
const START_DELAY_MS = 100;

export interface OpenLoopJob {
  readonly plan: SchedulePlan;
  readonly sessions: SessionOptions | null;
  readonly target: TargetKind;
  readonly prepared: PreparedTarget;
  readonly address: Address;
  readonly items: number;
  readonly workers: number;
  readonly timeoutMs: number;
  readonly maxInFlight: number;
  readonly warmConnections: number;
}

export interface OpenLoopEvents {
  /** The clock reading at schedule time 0, known just before anything is sent. */
  onStart(t0Ms: number): void;
  onExample(example: FailureExample): void;
}

/**
 * Drives a schedule against a target in real time, over worker threads that each send a stripe of it, and
 * feeds the recorder. Resolves when every request has its outcome; after `signal` aborts, when those in flight
 * are cancelled.
 *
 * @returns when sending was broken off (schedule time), or null when the schedule was sent to its end.
 * @throws when a worker breaks: that is a fault of ours, not an outcome.
 */
export async function runOpenLoop(
  job: OpenLoopJob,
  recorder: RunRecorder,
  events: OpenLoopEvents,
  clock: Clock,
  signal: AbortSignal,
): Promise<{ stoppedAtMs: number | null }> {
  const workers = startWorkers(job);
  try {
    await Promise.all(workers.map((worker) => message(worker, "ready")));
    if (signal.aborted) return { stoppedAtMs: 0 };
    const t0Ms = clock.nowMs() + START_DELAY_MS;
    let stoppedAtMs: number | null = null;
    const stop = () => {
      stoppedAtMs = Math.max(0, clock.nowMs() - t0Ms);
      for (const worker of workers) tell(worker, { kind: "stop" });
    };
    signal.addEventListener("abort", stop, { once: true });
    const finished = workers.map((worker, shard) => {
      worker.on("message", (report: FromWorker) => take(report, shard, recorder, events));
      return message(worker, "done");
    });
    events.onStart(t0Ms);
    for (const worker of workers) tell(worker, { kind: "start", t0Ms });
    await Promise.all(finished);
    signal.removeEventListener("abort", stop);
    return { stoppedAtMs };
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function startWorkers(job: OpenLoopJob): Worker[] {
  const { requestBytes, requestOffsets } = packRequests(job.prepared.requests);
  const share = (total: number) => Math.max(1, Math.ceil(total / job.workers));
  return Array.from({ length: job.workers }, (_, index) => {
    const workerData: WorkerJob = {
      plan: job.plan,
      sessions: job.sessions,
      stripe: { index, of: job.workers },
      target: job.target,
      expected: job.prepared.expected,
      address: job.address,
      requestBytes,
      requestOffsets,
      items: job.items,
      timeoutMs: job.timeoutMs,
      maxInFlight: share(job.maxInFlight),
      warmConnections: share(Math.min(job.warmConnections, job.maxInFlight)),
    };
    return new Worker(workerEntry("./open-loop-worker.js", import.meta.url), { workerData });
  });
}

/** One shared memory for all requests, so that each worker does not hold a copy. */
function packRequests(requests: readonly Uint8Array[]) {
  const requestOffsets = new Float64Array(new SharedArrayBuffer((requests.length + 1) * 8));
  let length = 0;
  for (const [index, request] of requests.entries()) {
    length += request.length;
    requestOffsets[index + 1] = length;
  }
  const requestBytes = new Uint8Array(new SharedArrayBuffer(length));
  for (const [index, request] of requests.entries()) requestBytes.set(request, requestOffsets[index]);
  return { requestBytes, requestOffsets };
}

function take(report: FromWorker, shard: number, recorder: RunRecorder, events: OpenLoopEvents): void {
  if (report.kind === "done") recorder.endShard(shard);
  if (report.kind !== "report") return;
  new SampleBlock(report.rows, report.count).forEach((sample) => {
    recorder.add(sample);
  });
  recorder.addSends(shard, report.sends, report.warmupSends, report.upToMs);
  recorder.progress(shard, report.upToMs, report.maxInFlight);
  for (const example of report.examples) events.onExample(example);
}

function message(worker: Worker, kind: FromWorker["kind"]): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.on("message", (received: FromWorker) => {
      if (received.kind === kind) resolve();
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
