import { createRequire } from "node:module";
import type { Options, Request } from "autocannon";
import type { Clock } from "../core/clock.ts";
import type { RunRecorder } from "../stats/recorder.ts";
import type { AutocannonClient } from "./autocannon-client.ts";
import { AutocannonRecord } from "./autocannon-record.ts";
import { MachineWatch } from "./machine-watch.ts";
import { type LoadEnd, type LoadEvents, type LoadJob, NOTHING_SENT } from "./send-load.ts";
import { ThreadWatch } from "./worker-health.ts";

const REPORT_EVERY_MS = 100;
/** The time after which autocannon itself would end, beyond the longest drain, ms. */
const LEEWAY_MS = 10_000;

/** The name and version of autocannon, for the result. */
export function autocannonName(): string {
  const { version } = createRequire(import.meta.url)("autocannon/package.json") as { version: string };
  return `autocannon ${version}`;
}

/** The reason why autocannon cannot drive a load, in words; null when it can. */
export function autocannonUnfit({
  load,
  prepared,
  address,
  verification,
  others = [],
  timeoutMs,
}: Pick<LoadJob, "load" | "prepared" | "address" | "others" | "verification" | "timeoutMs">) {
  if (load.kind !== "closed") return "it drives closed loops only";
  if (timeoutMs < 1000) return "its shortest timeout is 1 s";
  if (load.rampFrom !== undefined) return "it has no ramp of concurrency";
  if (others.length > 0) return "it sends to one endpoint only";
  if (prepared.version !== "1.1") return "it speaks HTTP/1.1 only";
  if ("model" in address) return "it speaks HTTP, and the model runs in this process";
  if (address.tls !== undefined) return "it cannot verify TLS certificates";
  if (address.proxy !== undefined) return "it knows no proxies";
  if (prepared.tokens !== undefined) return "it does not count tokens";
  if (verification !== undefined) return "it does not tell which request an answer is for";
  if (prepared.requests.length > 1)
    return "each of its connections sends the same payloads in the same order, and this load draws them by chance";
  if (!prepared.judgedAsText) return "it reads answers as text, and these are binary and differ in length";
  return null;
}

/**
 * Drives a closed loop with autocannon, in this process and without workers. No rate is set, because autocannon would
 * then correct for coordinated omission with invented samples. Each exchange is timed by our own clock, and what is in
 * flight at the end is waited for.
 */
export async function autocannonLoop(
  job: LoadJob,
  recorder: RunRecorder,
  events: LoadEvents,
  clock: Clock,
  signal: AbortSignal,
): Promise<LoadEnd> {
  const { load, plan, prepared, address } = job;
  if ("model" in address) throw new Error("autocannon cannot drive a model in this process");
  if (load.kind !== "closed") throw new Error("autocannon drives closed loops only");
  const { default: autocannon } = await import("autocannon");
  const watch = new MachineWatch(clock);
  await watch.ready();
  if (signal.aborted) {
    await watch.close();
    return NOTHING_SENT;
  }
  const t0Ms = clock.nowMs();
  const loop = new AutocannonRecord(job, recorder, events, () => clock.nowMs() - t0Ms);
  const thread = new ThreadWatch(clock, () => ({ spunMs: 0, sent: loop.sent }));
  const name = address.ip ?? address.hostname;
  const host = name.includes(":") ? `[${name}]` : name;
  const [fromMs, toMs] = [t0Ms + plan.warmupMs, t0Ms + plan.warmupMs + plan.measureMs];
  events.onStart(t0Ms);
  watch.start(fromMs, toMs);
  thread.watch(fromMs, toMs);
  const options: Options & { sampleInt: number } = {
    url: `http://${host}:${address.port}`,
    connections: load.concurrency,
    duration: (plan.warmupMs + plan.measureMs + job.timeoutMs + LEEWAY_MS) / 1000,
    sampleInt: REPORT_EVERY_MS,
    timeout: job.timeoutMs / 1000,
    requests: prepared.requests.map((request) => ({
      method: request.method,
      path: request.path,
      headers: { ...request.headers, Host: request.host },
      ...(request.body === undefined ? {} : { body: Buffer.from(request.body) }),
      onResponse: (_status: number, body: string) => loop.keepBody(body),
    })) as Request[],
    setupClient: (client) => loop.watchClient(client as unknown as AutocannonClient),
  };
  const instance = autocannon(options) as unknown as PromiseLike<unknown> & { stop(): void };
  let stoppedAtMs: number | null = null;
  const stop = () => {
    stoppedAtMs = clock.nowMs() - t0Ms;
    loop.stop();
  };
  signal.addEventListener("abort", stop, { once: true });
  const reports = setInterval(() => {
    loop.report();
    if (loop.isOver) instance.stop();
  }, REPORT_EVERY_MS);
  await instance;
  clearInterval(reports);
  signal.removeEventListener("abort", stop);
  const worker = { ...thread.finish(), connections: loop.counts, ...loop.finish() };
  const health = await watch.finish([worker], recorder.inFlightAreaMs);
  const { fault } = loop;
  if (fault !== null) stoppedAtMs ??= clock.nowMs() - t0Ms;
  return { stoppedAtMs, endedAtMs: null, health: fault === null ? health : null, fault };
}
