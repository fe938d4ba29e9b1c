import { smallest } from "../core/extremes.ts";
import type { FailureCode, Outcome, Sample } from "../core/sample.ts";
import { OUTCOMES } from "../core/sample.ts";
import type { AnswerTokens } from "../core/token-block.ts";
import type { BurstMetrics } from "../result/burst.ts";
import type { Objective } from "../result/objective.ts";
import type { LoadLevel } from "../scenario/levels.ts";
import { type AccuracyCounts, addAccuracies } from "./accuracy.ts";
import { BacklogWatch } from "./backlog.ts";
import { BurstAccumulator } from "./burst.ts";
import { EndpointTally } from "./endpoint-tally.ts";
import { LatencyBlocks } from "./latency-blocks.ts";
import { LatencyHistograms } from "./latency-histograms.ts";
import type { LatenessRule } from "./lateness/rule.ts";
import { LevelTally } from "./level-tally.ts";
import { isAboutRequests, ObjectiveBlocks } from "./objective-blocks.ts";
import { OrderedMerge } from "./ordered-merge.ts";
import { OutageWatch } from "./outage.ts";
import { SecondRows, type SecondsPlan } from "./second-rows.ts";
import { Throughput } from "./throughput.ts";

export interface RecorderPlan extends SecondsPlan {
  readonly shards: number;
  /** Number of endpoints that share the load; each is counted separately where there are several. Left out = one. */
  readonly endpoints?: number;
  /** Length of the measured part if it is ended as early as it may be; left out = it is not ended early. */
  readonly shortestMs?: number;
  /** Levels of the planned load, one after another, whose requests are counted apart. Left out = none. */
  readonly levels?: readonly LoadLevel[];
  /** The rule by which a request counts as kept from its limits by lateness alone. Left out = the usual one. */
  readonly lateness?: LatenessRule;
  /** The objectives that requests of the measured part are held against, one by one. Left out = none. */
  readonly objectives?: readonly Objective[];
}

export interface FailureCount {
  outcome: Outcome;
  failure: FailureCode;
  status: number;
  count: number;
}

/**
 * Turns samples into counts, histograms and one row per second, in memory that does not grow with the number
 * of requests. Engine and simulator feed the same recorder.
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

  readonly #plan: RecorderPlan;
  readonly #seconds: SecondRows;
  /** The blocks of the objectives that have some. */
  readonly #tallied: readonly ObjectiveBlocks[];
  /** The counts of right answers, by shard. */
  readonly #accuracies = new Map<number, AccuracyCounts>();
  readonly #failures = new Map<string, FailureCount>();
  readonly #sentBurst = new BurstAccumulator();
  readonly #sends: OrderedMerge;
  readonly #upToMs: number[];

  constructor(plan: RecorderPlan) {
    this.#plan = plan;
    const { endpoints = 1, objectives = [] } = plan;
    const limits = objectives.flatMap((objective) => (objective.kind === "latency" ? [objective] : []));
    this.total = new LatencyHistograms(limits);
    this.#seconds = new SecondRows(plan, limits, this.total);
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
  }

  /** Requests that were answered ok within the measured part, whenever they were meant to be sent. */
  get answered(): number {
    return this.throughput.within.requests;
  }

  /** Requests of the measured part that have an outcome. */
  get scheduled(): number {
    return OUTCOMES.reduce((sum, outcome) => sum + this.byOutcome[outcome], 0);
  }

  /** Requests without an outcome at the end of each measured second, those of the warm-up among them. */
  get unfinished(): readonly number[] {
    return this.#seconds.unfinished;
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
    if (sample.sentMs === null) this.#seconds.countDue(sample.doneMs, sample.phase === "warmup");
    else this.inFlightAreaMs += sample.doneMs - sample.sentMs;
    this.#seconds.countCame(sample.intendedMs);
    this.throughput.add(sample, tokens);
    this.backlog.add(sample);
    this.#seconds.add(sample, tokens);
    if (sample.phase === "warmup") return;
    this.byOutcome[sample.outcome]++;
    this.outages.add(sample);
    this.levels.add(sample);
    // The check comes first: what no endpoint had has −1, and to read behind the ends of a list is slow.
    if (sample.endpoint >= 0) this.endpoints[sample.endpoint]?.add(sample);
    if (sample.sentMs !== null) this.sent++;
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
    for (const [index, atMs] of sentMs.entries()) this.#seconds.countDue(atMs, index < warmup);
    this.#sends.push(shard, sentMs.subarray(warmup), upToMs);
  }

  /** Reports that sending was broken off: what the schedule says of later requests never came due. */
  stop(atMs: number): void {
    this.#seconds.stop(atMs);
  }

  /**
   * Reports, before it is so, that the measured part will end earlier than the schedule says.
   *
   * @param atMs schedule time from which nothing more is sent
   */
  end(atMs: number): void {
    this.stop(atMs);
    const measureMs = Math.max(0, atMs - this.#plan.measureFromMs);
    this.#seconds.end(measureMs);
    this.throughput.end(measureMs);
  }

  /**
   * Reports that a shard has sent all that happened before `upToMs`, and that since its last report at most `inFlight`
   * requests of the whole load were in flight.
   */
  progress(shard: number, upToMs: number, inFlight: number): void {
    this.#upToMs[shard] = upToMs;
    this.maxInFlight = Math.max(this.maxInFlight, inFlight);
    this.#seconds.countInFlight(upToMs, inFlight);
    this.#seconds.closeBefore(smallest(this.#upToMs));
  }

  /** Ends a shard that will report nothing more: it no longer holds back the seconds of the others. */
  endShard(shard: number): void {
    this.#upToMs[shard] = Number.POSITIVE_INFINITY;
  }

  /** Closes the open seconds and returns the shape of the traffic that was sent, observed until `endMs`. */
  finish(endMs: number) {
    this.#sends.end();
    this.#seconds.closeAll();
    return this.#sentBurst.finish(endMs);
  }
}
