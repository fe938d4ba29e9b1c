import type { NetworkAddress } from "../../src/core/address.ts";
import type { Sample } from "../../src/core/sample.ts";
import type { AnswerTokens } from "../../src/core/token-block.ts";
import { type LoadJob, sendLoad } from "../../src/engine/send-load.ts";
import { monotonicClock } from "../../src/host/monotonic-clock.ts";
import { ScheduleCursor, type SchedulePlan } from "../../src/scenario/schedule.ts";
import { RunRecorder } from "../../src/stats/recorder.ts";
import type { PreparedTarget } from "../../src/targets/target.ts";
import type { HttpVersion } from "../../src/transport/packed-requests.ts";

/** A recorder that also keeps what it was given. */
class KeepingRecorder extends RunRecorder {
  readonly samples: Sample[] = [];
  /** Of the samples, in their order. */
  readonly tokens: (AnswerTokens | undefined)[] = [];

  override add(sample: Readonly<Sample>, tokens?: AnswerTokens): void {
    this.samples.push({ ...sample });
    this.tokens.push(tokens && { ...tokens, chunksMs: tokens.chunksMs.slice() });
    super.add(sample, tokens);
  }
}

/** Numbers of the requests of a plan, in order. */
export function plannedSeqs(plan: SchedulePlan): number[] {
  const seqs: number[] = [];
  for (const cursor = new ScheduleCursor(plan); cursor.next(); ) seqs.push(cursor.seq);
  return seqs;
}

/** One request, `GET /`. */
export function prepared({ hostname, port }: NetworkAddress, version: HttpVersion): PreparedTarget {
  return {
    server: "test",
    model: null,
    payload: "",
    version,
    requests: [{ method: "GET", path: "/", host: `${hostname}:${port}` }],
    expected: null,
    judgedAsText: false,
  };
}

/** Stands for the arrivals of a plan that has none: a closed loop brings its own load. */
const NOTHING = { kind: "poisson", ratePerSec: 1 } as const;

/** Sends a load to an address with the real engine: any 2xx is ok. */
export async function drive(
  address: NetworkAddress,
  plan: SchedulePlan,
  settings: Partial<LoadJob> = {},
  driver = sendLoad,
) {
  const job: LoadJob = {
    load: { kind: "open", arrivals: plan.arrivals ?? NOTHING },
    plan,
    target: "http-json",
    prepared: prepared(address, "1.1"),
    address,
    items: 1,
    workers: 2,
    timeoutMs: 5000,
    maxInFlight: 512,
    warmConnections: 4,
    ...settings,
  };
  const recorder = new KeepingRecorder({
    shards: job.workers,
    measureFromMs: plan.warmupMs,
    measureMs: plan.measureMs,
    offeredPerWindow: job.load.kind !== "closed" ? () => 0 : null,
    onWindow() {},
  });
  const messages: string[] = [];
  const events = { onStart() {}, onExample: ({ message }: { message: string }) => messages.push(message) };
  const { health } = await driver(job, recorder, events, monotonicClock, new AbortController().signal);
  recorder.finish(plan.warmupMs + plan.measureMs);
  const { samples, tokens, byOutcome } = recorder;
  return { recorder, samples, tokens, byOutcome, messages, health };
}
