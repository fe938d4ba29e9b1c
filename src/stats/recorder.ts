import { largest, smallest } from "../core/extremes.ts";
import type { FailureCode, Outcome, Sample } from "../core/sample.ts";
import { OUTCOMES } from "../core/sample.ts";
import type { AnswerTokens } from "../core/token-block.ts";
import type { BurstMetrics } from "../result/burst.ts";
import type { LatencyLimit, Objective } from "../result/objective.ts";
import type { RunWindow } from "../result/window.ts";
import type { LoadLevel } from "../scenario/levels.ts";
import { type AccuracyCounts, addAccuracies } from "./accuracy.ts";
import { BacklogWatch } from "./backlog.ts";
import { BurstAccumulator } from "./burst.ts";
import { EndpointTally } from "./endpoint-tally.ts";
import { Histogram } from "./histogram.ts";
import { LatencyBlocks } from "./latency-blocks.ts";
import type { LatenessRule } from "./lateness/rule.ts";
import { LevelTally } from "./level-tally.ts";
import { isAboutRequests, ObjectiveBlocks } from "./objective-blocks.ts";
import { OrderedMerge } from "./ordered-merge.ts";
import { OutageWatch } from "./outage.ts";
import { Throughput } from "./throughput.ts";
import { limitsOf, TokenHistograms } from "./token-histograms.ts";

const WINDOW_MS = 1000;

/** Latencies of the ok requests of one second, or of the whole measured part. */
export class LatencyHistograms {
  readonly response: Histogram;
  readonly service: Histogram;
  readonly sendLag = new Histogram();
  /** Times of tokens; null as long as no answer reported its tokens. */
  tokens: TokenHistograms | null = null;
  readonly #limits: readonly LatencyLimit[];

  /** @param limits limits of objectives, beyond which requests are counted one by one */
  constructor(limits: readonly LatencyLimit[] = []) {
    this.response = new Histogram(limitsOf("response", limits));
    this.service = new Histogram(limitsOf("service", limits));
    this.#limits = limits;
  }

  record(sample: Readonly<Sample>, tokens?: AnswerTokens): void {
    if (sample.sentMs === null) return;
    if (tokens !== undefined) this.#tokens().record(sample.intendedMs, sample.sentMs, sample.doneMs, tokens);
    this.response.recordMs(sample.doneMs - sample.intendedMs);
    this.service.recordMs(sample.doneMs - sample.sentMs);
    this.sendLag.recordMs(sample.sentMs - sample.intendedMs);
  }

  add(other: LatencyHistograms): void {
    this.response.add(other.response);
    this.service.add(other.service);
    this.sendLag.add(other.sendLag);
    if (other.tokens !== null) this.#tokens().add(other.tokens);
  }

  #tokens(): TokenHistograms {
    this.tokens ??= new TokenHistograms(this.#limits);
    return this.tokens;
  }
}

export interface RecorderPlan {
  readonly shards: number;
  /** Number of endpoints that share the load; each is counted separately where there are several. Left out = one. */
  readonly endpoints?: number;
  readonly measureFromMs: number;
  readonly measureMs: number;
  /** Length of the measured part if it is ended as early as it may be; left out = it is not ended early. */
  readonly shortestMs?: number;
  /** Requests intended in each second, where the schedule says; null = those that came due are counted. */
  readonly offeredPerWindow: ((window: number) => number) | null;
  /** Levels of the planned load, one after another, whose requests are counted apart. Left out = none. */
  readonly levels?: readonly LoadLevel[];
  /** The rule by which a request counts as kept from its limits by lateness alone. Left out = the usual one. */
  readonly lateness?: LatenessRule;
  /** The objectives that requests of the measured part are held against, one by one. Left out = none. */
  readonly objectives?: readonly Objective[];
  /** Called once per finished second, in order. */
  readonly onWindow: (row: RunWindow, latencies: LatencyHistograms) => void;
}

interface OpenWindow {
  due: number;
  ok: number;
  failed: number;
  /** Requests of the warm-up that ended in this second of the measured part, less those that left in it: no row has them. */
  late: number;
  inFlight: number;
  latencies: LatencyHistograms;
}

export interface FailureCount {
  outcome: Outcome;
  failure: FailureCode;
  status: number;
  count: number;
}

/**
 * Turns samples into counts, histograms and one row per second, in memory that does not grow with the number
 * of requests. Engine and simulator feed the same recorder. Windows are counted from the start of the measured
 * part (warm-up has negative numbers) and hold the requests that *ended* in them.
 */
export class RunRecorder {
  /** Latencies of the closed seconds: recording a sample twice would cost the thread that reads the reports. */
  readonly total: LatencyHistograms;
  /** Response times in blocks of the time at which requests were intended. */
  readonly blocks = new LatencyBlocks();
  /**
   * Tallies of the endpoints. Empty where there is one endpoint: its tally would repeat the totals, at the cost of
   * recording each sample twice.
   */
  readonly endpoints: readonly EndpointTally[];
  readonly byOutcome = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as Record<Outcome, number>;
  /** The requests of the measured part as each objective of the plan sees them, in blocks of time; null for one that no request decides. */
  readonly objectives: readonly (ObjectiveBlocks | null)[];
  sent = 0;
  /** Answers by how they lie to the edges of the measured part. */
  readonly throughput: Throughput;
  /** The watch for stretches in which nothing was answered. */
  readonly outages: OutageWatch;
  readonly levels: LevelTally;
  /** What became of requests in short stretches of time, by which an overload is told. */
  readonly backlog: BacklogWatch;
  /** Σ (done − sent) over every request of the whole run that was sent, warm-up included. */
  inFlightAreaMs = 0;
  maxInFlight = 0;
  /** Requests without an outcome at the end of each measured second, those of the warm-up among them. */
  readonly unfinished: number[] = [];

  readonly #plan: RecorderPlan;
  /** Limits of single latencies that objectives have: whether each holds is decided by exact counts. */
  readonly #limits: readonly LatencyLimit[];
  /** The blocks of the objectives that have some. */
  readonly #tallied: readonly ObjectiveBlocks[];
  /** The counts of right answers, by shard. */
  readonly #accuracies = new Map<number, AccuracyCounts>();
  readonly #open = new Map<number, OpenWindow>();
  readonly #failures = new Map<string, FailureCount>();
  readonly #sentBurst = new BurstAccumulator();
  readonly #sends: OrderedMerge;
  readonly #upToMs: number[];
  #nextWindow: number;
  /** The second in which sending was broken off, or ended early. */
  #stopWindow = Number.POSITIVE_INFINITY;
  #measureMs: number;
  #ended = 0;
  #offered = 0;

  constructor(plan: RecorderPlan) {
    this.#plan = plan;
    this.#measureMs = plan.measureMs;
    const { endpoints = 1, objectives = [] } = plan;
    this.#limits = objectives.flatMap((objective) => (objective.kind === "latency" ? [objective] : []));
    this.total = new LatencyHistograms(this.#limits);
    this.objectives = objectives.map((objective) =>
      isAboutRequests(objective) ? new ObjectiveBlocks(objective, plan.lateness) : null,
    );
    this.#tallied = this.objectives.filter((blocks) => blocks !== null);
    this.throughput = new Throughput(plan.measureFromMs, plan.measureMs, plan.shortestMs);
    this.backlog = new BacklogWatch(plan.measureFromMs, plan.measureMs);
    this.outages = new OutageWatch(plan.measureFromMs, plan.measureMs);
    this.levels = new LevelTally(plan.levels ?? [], plan.measureFromMs);
    this.endpoints = Array.from({ length: endpoints === 1 ? 0 : endpoints }, () => new EndpointTally());
    this.#sends = new OrderedMerge(plan.shards, (sentMs) => this.#sentBurst.add(sentMs));
    this.#upToMs = new Array<number>(plan.shards).fill(0);
    this.#nextWindow = -Math.ceil(plan.measureFromMs / WINDOW_MS);
  }

  /** Requests that were answered ok within the measured part, whenever they were meant to be sent. */
  get answered(): number {
    return this.throughput.within.requests;
  }

  /** Requests of the measured part that have an outcome. */
  get scheduled(): number {
    return OUTCOMES.reduce((sum, outcome) => sum + this.byOutcome[outcome], 0);
  }

  /** The shape of the traffic that was sent until now. */
  get sentSoFar(): BurstMetrics {
    return this.#sentBurst.finish();
  }

  /** The counts of right answers of all shards, as they last reported them; null without labels. */
  get accuracy(): AccuracyCounts | null {
    return addAccuracies([...this.#accuracies.values()]);
  }

  get failures(): FailureCount[] {
    return [...this.#failures.values()].sort((a, b) => b.count - a.count);
  }

  add(sample: Readonly<Sample>, tokens?: AnswerTokens): void {
    if (sample.sentMs === null) this.#countDue(sample.doneMs, sample.phase === "warmup");
    else this.inFlightAreaMs += sample.doneMs - sample.sentMs;
    this.#countCame(sample.intendedMs);
    this.throughput.add(sample, tokens);
    this.backlog.add(sample);
    const number = this.#windowOf(sample.doneMs);
    if (sample.phase === "warmup") {
      // Warm-up that ends late is in no row: a row holds requests of one phase.
      if (number < 0) this.#count(this.#window(number), sample);
      else this.#window(number).late++;
      return;
    }
    this.byOutcome[sample.outcome]++;
    this.outages.add(sample);
    this.levels.add(sample);
    this.endpoints[sample.endpoint]?.add(sample);
    if (sample.sentMs !== null) this.sent++;
    this.#count(this.#window(number), sample, tokens);
    const intendedMs = sample.intendedMs - this.#plan.measureFromMs;
    for (const blocks of this.#tallied) blocks.add(intendedMs, sample, tokens);
    if (sample.outcome === "ok") {
      this.blocks.record(intendedMs, sample.doneMs - sample.intendedMs);
      return;
    }
    const key = `${sample.outcome} ${sample.failure} ${sample.status}`;
    const known = this.#failures.get(key);
    if (known !== undefined) known.count++;
    else {
      const { outcome, failure, status } = sample;
      this.#failures.set(key, { outcome, failure, status, count: 1 });
    }
  }

  /** Takes the counts of right answers of one shard since the start of the measured part, in place of those that it reported before. */
  countAnswers(shard: number, counts: AccuracyCounts): void {
    this.#accuracies.set(shard, counts);
  }

  /** Adds the send times of one shard, in order; the first `warmup` of them belong to the warm-up. */
  addSends(shard: number, sentMs: Float64Array, warmup: number, upToMs: number): void {
    for (const [index, atMs] of sentMs.entries()) this.#countDue(atMs, index < warmup);
    this.#sends.push(shard, sentMs.subarray(warmup), upToMs);
  }

  /** Reports that sending was broken off: what the schedule says of later requests never came due. */
  stop(atMs: number): void {
    this.#stopWindow = Math.floor((atMs - this.#plan.measureFromMs) / WINDOW_MS);
  }

  /**
   * Reports, before it is so, that the measured part will end earlier than the schedule says.
   *
   * @param atMs schedule time from which nothing more is sent
   */
  end(atMs: number): void {
    this.stop(atMs);
    this.#measureMs = Math.max(0, atMs - this.#plan.measureFromMs);
    this.throughput.end(this.#measureMs);
  }

  /** Counts a request of a schedule that came due, in case that the run is broken off within its second. */
  #countCame(intendedMs: number): void {
    if (this.#plan.offeredPerWindow === null) return;
    const number = Math.floor((intendedMs - this.#plan.measureFromMs) / WINDOW_MS);
    if (number >= this.#nextWindow) this.#window(number).due++;
  }

  #countDue(atMs: number, warmup: boolean): void {
    if (this.#plan.offeredPerWindow !== null) return;
    const number = this.#windowOf(atMs);
    if (!warmup || number < 0) this.#window(number).due++;
    // Warm-up that leaves late was due in its last second: a row holds requests of one phase.
    else if (this.#nextWindow < 0) this.#window(-1).due++;
    else this.#window(number).late--;
  }

  /**
   * Reports that a shard has sent all that happened before `upToMs`, and that since its last report at most `inFlight`
   * requests of the whole load were in flight.
   */
  progress(shard: number, upToMs: number, inFlight: number): void {
    this.#upToMs[shard] = upToMs;
    this.maxInFlight = Math.max(this.maxInFlight, inFlight);
    const window = this.#window(this.#windowOf(upToMs));
    window.inFlight = Math.max(window.inFlight, inFlight);
    this.#closeBefore(this.#windowOf(smallest(this.#upToMs)));
  }

  /** Ends a shard that will report nothing more: it no longer holds back the seconds of the others. */
  endShard(shard: number): void {
    this.#upToMs[shard] = Number.POSITIVE_INFINITY;
  }

  /** Closes the open seconds and returns the shape of the traffic that was sent, observed until `endMs`. */
  finish(endMs: number) {
    this.#sends.end();
    const last = largest(this.#open.keys(), this.#nextWindow - 1);
    this.#closeBefore(last + 1);
    return this.#sentBurst.finish(endMs);
  }

  #windowOf(atMs: number): number {
    return Math.max(Math.floor((atMs - this.#plan.measureFromMs) / WINDOW_MS), this.#nextWindow);
  }

  #window(number: number): OpenWindow {
    let window = this.#open.get(number);
    if (window === undefined) {
      window = {
        due: 0,
        ok: 0,
        failed: 0,
        late: 0,
        inFlight: 0,
        latencies: new LatencyHistograms(this.#limits),
      };
      this.#open.set(number, window);
    }
    return window;
  }

  #count(window: OpenWindow, sample: Readonly<Sample>, tokens?: AnswerTokens): void {
    if (sample.outcome === "ok") {
      window.ok++;
      window.latencies.record(sample, tokens);
    } else {
      window.failed++;
    }
  }

  #closeBefore(number: number): void {
    for (; this.#nextWindow < number; this.#nextWindow++) {
      const window = this.#window(this.#nextWindow);
      this.#open.delete(this.#nextWindow);
      if (this.#nextWindow >= 0) this.total.add(window.latencies);
      this.#plan.onWindow(this.#row(this.#nextWindow, window), window.latencies);
    }
  }

  #row(number: number, { due, ok, failed, late, inFlight, latencies }: OpenWindow): RunWindow {
    const { response } = latencies;
    const planned = number < this.#stopWindow ? this.#plan.offeredPerWindow : null;
    const offered = planned?.(number) ?? due;
    const measured = Math.ceil(this.#measureMs / WINDOW_MS);
    this.#offered += offered;
    this.#ended += ok + failed + late;
    if (number >= 0 && number < measured) this.unfinished.push(this.#offered - this.#ended);
    return {
      startMs: this.#plan.measureFromMs + number * WINDOW_MS,
      phase: number < 0 ? "warmup" : number < measured ? "measure" : "drain",
      offered,
      ok,
      failed,
      inFlight,
      p50Ms: ok > 0 ? response.percentileMs(50) : null,
      p99Ms: ok >= 100 ? response.percentileMs(99) : null,
      maxMs: ok > 0 ? response.maxMs : null,
    };
  }
}
