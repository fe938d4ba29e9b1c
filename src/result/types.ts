// Generated from the schemas in this folder by `npm run docs`; do not edit.

import type { Outcome } from "../core/sample.ts";
import type { Scenario } from "../scenario/scenario.ts";

/** One run, measured or simulated: what `result.json` of `plimsoll run` holds. */
export interface RunResult {
  schemaVersion: 1;
  kind: "run";
  source: "measured" | "simulated";
  plimsollVersion: string;
  /** words of the command line that repeats this; header values left out */
  command: string[];
  /** wall clock, ISO 8601, UTC */
  startedAt: string;
  /** CLOCK_MONOTONIC at schedule time 0, for joining with stamps of other processes on this host */
  startedMonotonicNs: string;
  /** null where a server was measured */
  simulation: {
    /** how long the simulated server computes, in words */
    service: string;
    /** stated: the user wrote it, and nobody measured it; calibrated: fitted to measurements */
    basis: "stated" | "calibrated";
    /** what the numbers rest on, as a sentence for people */
    note: string;
    /** null where the number of replicas did not change */
    scaling: {
      /** what scaled it, in words */
      autoscaler: string;
      /** how long a new replica takes until it serves, in words */
      coldStart: string;
      /** replicas from a moment on: existing ones are ready, starting or ending */
      replicas: {
        /** virtual time, ms from the start of the schedule */
        atMs: number;
        existing: number;
        ready: number;
      }[];
      /** existing replicas on average over the measured part: what is paid for */
      meanReplicas: number;
      /** what the autoscaler decided, when, and why it was held back */
      decisions: {
        /** virtual time, ms from the start of the schedule */
        atMs: number;
        /** when the last of alike decisions in a row was made */
        untilMs: number;
        /** number of alike decisions in a row */
        times: number;
        by: string;
        metrics: { name: string; value: number | null; target: number }[];
        /** replicas by the metrics alone */
        recommended: number | null;
        desired: number;
        current: number;
        heldBackBy: string[];
      }[];
      /** decisions beyond the longest log */
      omittedDecisions: number;
    } | null;
    /** null without --compare */
    comparison: {
      /** the measured runs, each with a simulated one beside it */
      runs: {
        /** of the measured run, ISO 8601, UTC */
        startedAt: string;
        server: string;
        /** of both the measured and the simulated run */
        seed: number;
        /** whether the measured run was valid */
        valid: boolean;
        /** whether both were sent the same requests, to the byte */
        sameSchedule: boolean;
      }[];
      rows: {
        /** name of the figure, for programs */
        figure: string;
        title: string;
        unit: string;
        /** median over the measured runs; null where none has it */
        measured: number | null;
        /** median over the simulated runs */
        simulated: number | null;
        /** median over the pairs of (simulated − measured) ÷ measured: positive where the simulation has more */
        error: number | null;
        /** (largest − smallest) ÷ median of the measured runs: what repeats differ by; null for one run */
        spread: number | null;
        /** pairs in which both have the figure */
        pairs: number;
      }[];
    } | null;
    /** figures over several seeds, of which the rest of this document is of the first; null for one seed */
    seeds: {
      /** number of seeds that were asked for */
      asked: number;
      /** seeds under which the simulation came to its end; the figures are over these */
      finished: number[];
      /** seeds among them under which the simulation is INVALID */
      invalid: number[];
      rows: {
        /** name of the figure, for programs */
        figure: string;
        title: string;
        unit: string;
        /** mean over the seeds; null where none has the figure */
        mean: number | null;
        /**
         * lower end of the 95 % interval of that mean by Student's t, at least 0; null with fewer than two
         * seeds
         */
        low: number | null;
        /** upper end of that interval */
        high: number | null;
        /** smallest of the seeds */
        least: number | null;
        /** largest of the seeds */
        most: number | null;
        /** seeds that have the figure */
        seeds: number;
      }[];
      /** what became of each objective under the seeds */
      objectives: {
        objective: string;
        implied: boolean;
        ofScenario: boolean;
        /** seeds under which it holds */
        holds: number;
        /** seeds under which it misses */
        misses: number;
        /** seeds under which neither is shown, or which are INVALID */
        notShown: number;
      }[];
    } | null;
    /** attempts that clients sent again; null where they send each request once */
    resent: {
      /** attempts that followed a failed one, in the measured part */
      retried: number;
      /** attempts sent beside one whose answer was late, in the measured part */
      hedged: number;
      /** requests that such an attempt answered first */
      wonByHedge: number;
    } | null;
    /** what became of the requests of each priority; null where requests have none */
    priorities:
      | {
          /** 1 goes first; 0 where requests have none */
          priority: number;
          requests: number;
          /** requests that were answered well */
          ok: number;
          /** mean response time of these, ms */
          meanMs: number | null;
          /** ms; null with too few of them */
          p50Ms: number | null;
          /** ms; null with too few of them */
          p99Ms: number | null;
        }[]
      | null;
    /** what stood before the fleet, from the clients on */
    gateways: {
      /** what stood before the fleet, in words */
      gateway: string;
      /** attempts of the measured part that came to it */
      arrived: number;
      /** attempts that it answered itself, as a cache does */
      answered: number;
      /** attempts that it refused */
      refused: number;
      /** mean wait in it of those that it kept for a while and sent on; null where it keeps none */
      meanWaitMs: number | null;
    }[];
    /** what became of the spot machines of the fleet; null where it has none */
    spot: {
      /** which replicas are spot machines, how they come and go, and the fallback, in words */
      policy: string;
      /** times that a zone took its machines away */
      zoneOutages: number;
      /** machines that were taken away while they served */
      losses: number;
      /** on-demand machines that were ordered to take the place of spot machines */
      fallbacks: number;
      /** hours for which spot machines are paid, from their order to their end */
      spotMachineHours: number;
      /** hours for which on-demand machines in their place are paid */
      fallbackMachineHours: number;
      /** share of the time with at least one on-demand machine in the place of a spot machine */
      fallbackShare: number;
      /** share of the time with at least one replica missing whose machine was taken away */
      missingShare: number;
      /** replicas missing on average */
      meanMissing: number;
      /** requests of the measured part, by whether the fleet was complete when they were due */
      byTime: {
        /** whether every spot replica was there when the request was due, or some were missing */
        when: "complete" | "short";
        requests: number;
        /** requests that were answered well */
        ok: number;
        /** mean response time of these, ms */
        meanMs: number | null;
        /** ms; null with too few of them */
        p50Ms: number | null;
        /** ms; null with too few of them */
        p99Ms: number | null;
      }[];
    } | null;
    /** number of events that were simulated */
    events: number;
  } | null;
  /** ended before the schedule did: interrupted, or broken off by a fault */
  partial: boolean;
  seed: number;
  scenario: Scenario;
  schedule: RunSchedule;
  target: RunTarget;
  /** the machine that generated the load */
  environment: Record<string, string>;
  /** the version that was measured, as far as it is known; null in older and in simulated results */
  origin: Origin | null;
  load: RunLoad;
  requests: RequestCounts;
  /** requests of the measured part by the endpoint they were meant for; empty where there is one */
  endpoints: EndpointResult[];
  latencyMs: Latencies;
  /**
   * requests by the level of a load that changes in steps or along straight lines; empty where it does
   * not
   */
  levels: LevelResult[];
  /** HdrHistogram V2, base64, values in µs */
  histograms: Histograms;
  /** tokens of the answers; null where the protocol knows none */
  tokens: TokenCounts | null;
  /** length of each window; longer than a second in runs of more than a day */
  windowMs: number;
  windows: RunWindow[];
  burst: {
    /** shape of the traffic */
    planned: BurstMetrics;
    /** shape of the traffic */
    sent: BurstMetrics;
  };
  /** null where it was not observed: simulated runs, other drivers, older results */
  generator: GeneratorHealth | null;
  /** devices watched during the run: NVIDIA GPUs, where the server is on this machine */
  telemetry: GpuTelemetry[];
  /**
   * why there are no readings of nvidia-smi, or none up to the end of the run; null too where this
   * machine has no nvidia-smi
   */
  telemetryAbsent: string | null;
  /** null without --until-shown */
  untilShown: UntilShown | null;
  slo: JudgedObjective[];
  /** null without --cache-check */
  cacheCheck: CacheCheck | null;
  /** what the server counted between the beginning and the end of the measured part */
  serverStatistics: ServerStatistics | null;
  /** why serverStatistics is null; null too where the protocol has none */
  serverStatisticsAbsent: string | null;
  /** what the values of answers were held against; null = their form was enough */
  verify: "labels" | "reference" | null;
  /** null without --verify labels */
  accuracy: Accuracy | null;
  verdict: Verdict;
  cost: RunCost;
}

/** The schedule that was sent, as far as runs can be compared by it. */
export interface RunSchedule {
  /** of the canonical bytes: u32 seq, u64 intended ns, u32 payload, little-endian, per request */
  sha256: string;
  /** of the whole plan, warm-up included */
  requests: number;
  warmupRequests: number;
  /** where the measured part begins */
  measureFromMs: number;
}

/** The target of a run: the server under test, and what its requests carried. */
export interface RunTarget {
  kind: string;
  /** what showed that the server speaks this protocol; null where --target said it */
  found: string | null;
  /** several endpoints are separated by a comma and a space */
  url: string;
  /** the server was started by this run, on this machine */
  embedded: boolean;
  /** what the server said it is */
  server: string;
  model: string | null;
  precision: string | null;
  modelSha256: string | null;
  weights: "trained" | "synthetic" | "unknown";
  /** items in a request; null where the user gave the bodies, and not how many items they hold */
  itemsPerRequest: number | null;
  /** mean bytes of the bodies of its different requests; null = nothing travels, or not known */
  requestBytes: number | null;
  /** what the requests carry */
  payload: string;
  /** server settings, where this run chose them */
  settings: Record<string, string>;
}

/** How much load was asked of the server, and how much it answered. */
export interface RunLoad {
  /**
   * open: sent when planned; sessions: partly open, later requests of a session follow the answers;
   * closed: each connection sends when its answer is there, so the server sets the pace
   */
  kind: "open" | "sessions" | "closed";
  /** what sent the requests, with its version */
  driver: string;
  /** connections of a closed loop; null in the others */
  concurrency: number | null;
  /** the process in words */
  arrivals: string;
  /**
   * what was changed, assumed or noticed when recorded arrivals were read, such as times that a coarse
   * clock cut
   */
  notes: string[];
  /** mean rate of the process; null in a closed loop */
  plannedPerSec: number | null;
  /** scheduled requests of the measured part over its length; null in a closed loop */
  offeredPerSec: number | null;
  /**
   * requests due in the measured part that were answered ok, over its length; docs/metrics.md has the
   * edges
   */
  achievedPerSec: number | null;
  /** items of those requests, over its length; null where it is not known how many they hold */
  inferencesPerSec: number | null;
  /** length of the measured part; shorter than planned when partial */
  measuredMs: number;
  maxInFlight: number;
  workers: number;
}

/** What became of the requests of the measured part. */
export interface RequestCounts {
  scheduled: number;
  sent: number;
  ok: number;
  failed: number;
  byOutcome: OutcomeCounts;
  failures: RequestFailure[];
  /**
   * where most failures come together in one stretch or a few, too many for chance; null where they are
   * scattered, or there are none
   */
  outage: Outage | null;
}

/** How many requests had each outcome. */
export interface OutcomeCounts {
  ok: number;
  error: number;
  timeout: number;
  shed: number;
  wrong: number;
  cancelled: number;
}

/** A way in which requests failed, with how many did. */
export interface RequestFailure {
  outcome: Outcome;
  failure: string;
  status: number;
  count: number;
  example: string | null;
}

/** An outage: a stretch of the measured part in which every request that was due failed. */
export interface Outage {
  /** from the begin of the measured part; about 0.1 s exact */
  fromMs: number;
  toMs: number;
  /** nothing was answered up to the end of the measured part */
  toEnd: boolean;
  /** requests that were due in it: all of them failed */
  failed: number;
  /** such stretches in the run, of which this one is the longest */
  outages: number;
  /** requests that were due in all of them; null in older results */
  failedInAll: number | null;
}

/** One of several endpoints that shared a load, with what became of its requests. */
export interface EndpointResult {
  url: string;
  requests: { scheduled: number; ok: number; failed: number; byOutcome: OutcomeCounts };
  latencyMs: {
    /** milliseconds, over ok requests of the measured part */
    response: LatencySummary;
    /** milliseconds, over ok requests of the measured part */
    service: LatencySummary;
  };
}

/** One level of a load that changes by plan, with what became of its requests. */
export interface LevelResult {
  /** from the begin of the measured part */
  fromMs: number;
  toMs: number;
  /** load at its begin and at its end: requests per second, or requests in flight in a closed loop */
  planned: { from: number; to: number };
  /** requests that were due in it */
  scheduled: number;
  /** those of them that were not answered ok */
  failed: number;
  /** response time of those that were; null where they are too few */
  p50Ms: number | null;
  p99Ms: number | null;
  /** why a percentile is null, by key */
  absent: Record<string, string>;
}

/** Every latency of a run. */
export interface Latencies {
  /** done − intended: what a user waited */
  response: ResponseSummary;
  /** done − sent: what the server took */
  service: {
    p50: number | null;
    p90: number | null;
    p95: number | null;
    p99: number | null;
    p999: number | null;
    max: number | null;
    mean: number | null;
    count: number;
    /** why a percentile is null, by key */
    absent: Record<string, string>;
    /**
     * ms that the lateness of the generator or its machine added to a figure, by key, where that is more
     * than --lateness allows
     */
    spoiled: Record<string, number>;
  };
  /** sent − intended: what the generator was late */
  sendLag: LatencySummary;
  /** first text − intended; null where answers were not streamed */
  ttft: {
    p50: number | null;
    p90: number | null;
    p95: number | null;
    p99: number | null;
    p999: number | null;
    max: number | null;
    mean: number | null;
    count: number;
    /** why a percentile is null, by key */
    absent: Record<string, string>;
    /**
     * ms that the lateness of the generator or its machine added to a figure, by key, where that is more
     * than --lateness allows
     */
    spoiled: Record<string, number>;
  } | null;
  /** first text − sent */
  ttftFromSent: {
    p50: number | null;
    p90: number | null;
    p95: number | null;
    p99: number | null;
    p999: number | null;
    max: number | null;
    mean: number | null;
    count: number;
    /** why a percentile is null, by key */
    absent: Record<string, string>;
    /**
     * ms that the lateness of the generator or its machine added to a figure, by key, where that is more
     * than --lateness allows
     */
    spoiled: Record<string, number>;
  } | null;
  /**
   * (last − first text) ÷ (output tokens − 1), per request; those with fewer than two tokens or chunks
   * have none
   */
  tpot: {
    p50: number | null;
    p90: number | null;
    p95: number | null;
    p99: number | null;
    p999: number | null;
    max: number | null;
    mean: number | null;
    count: number;
    /** why a percentile is null, by key */
    absent: Record<string, string>;
    /**
     * ms that the lateness of the generator or its machine added to a figure, by key, where that is more
     * than --lateness allows
     */
    spoiled: Record<string, number>;
  } | null;
  /** from one piece of text to the next; count = gaps */
  chunkGap: {
    p50: number | null;
    p90: number | null;
    p95: number | null;
    p99: number | null;
    p999: number | null;
    max: number | null;
    mean: number | null;
    count: number;
    /** why a percentile is null, by key */
    absent: Record<string, string>;
    /**
     * ms that the lateness of the generator or its machine added to a figure, by key, where that is more
     * than --lateness allows
     */
    spoiled: Record<string, number>;
  } | null;
}

/**
 * The summary of one latency: percentiles, extremes and mean, in milliseconds, over ok requests of the
 * measured part.
 */
export interface LatencySummary {
  p50: number | null;
  p90: number | null;
  p95: number | null;
  p99: number | null;
  p999: number | null;
  max: number | null;
  mean: number | null;
  count: number;
  /** why a percentile is null, by key */
  absent: Record<string, string>;
}

/** The summary of the response time: as that of any latency, and how sure its figures are. */
export interface ResponseSummary {
  p50: number | null;
  p90: number | null;
  p95: number | null;
  p99: number | null;
  p999: number | null;
  max: number | null;
  mean: number | null;
  count: number;
  /** why a percentile is null, by key */
  absent: Record<string, string>;
  /**
   * ms that the lateness of the generator or its machine added to a figure, by key, where that is more
   * than --lateness allows
   */
  spoiled: Record<string, number>;
  /** of each percentile that is stated, and of the mean, by key */
  confidence: Record<string, FigureConfidence>;
}

/** The confidence in one figure: its interval, and what that rests on. */
export interface FigureConfidence {
  /** 95 % interval, ms, from blocks of the run taken as repetitions */
  interval: { low: number; high: number } | null;
  /** variance of the figure over what it would be if requests were independent */
  varianceInflation: number | null;
  /** independent requests that would say as much */
  effectiveCount: number | null;
  /** blocks of the run it rests on */
  batches: number;
  /** why there is no interval */
  absent: string | null;
}

/** The histogram behind each latency of a run: HdrHistogram V2, base64, values in µs. */
export interface Histograms {
  response: string;
  service: string;
  sendLag: string;
  ttft: string | null;
  ttftFromSent: string | null;
  tpot: string | null;
  chunkGap: string | null;
}

/** The tokens that language models wrote, and how fast. */
export interface TokenCounts {
  /** answers came token by token */
  streamed: boolean;
  /** requests of the measured part that were answered ok; the counts below are theirs */
  answers: number;
  /** pieces of text that came; one may hold several tokens */
  chunks: number;
  /** prompt tokens, as the server counted them */
  prompt: number | null;
  /** output tokens, as the server counted them */
  output: number | null;
  promptPerSec: number | null;
  outputPerSec: number | null;
  /** output tokens over service time of one request: half, and nine of ten, had at least this */
  perRequestOutputPerSec: { p50: number | null; p10: number | null };
  /** why a figure is null, by key */
  absent: Record<string, string>;
}

/** One second of a run. */
export interface RunWindow {
  /**
   * from schedule time 0; as long as windowMs says, and shorter at the end of a phase where seconds were
   * joined
   */
  startMs: number;
  phase: "warmup" | "measure" | "drain";
  /** requests intended in this window */
  offered: number;
  /** requests that ended ok in this window */
  ok: number;
  failed: number;
  /** most requests in flight seen in this window */
  inFlight: number;
  /**
   * response time of the ok requests that ended in this window; of the worst second where seconds were
   * joined
   */
  p50Ms: number | null;
  /** null below 100 requests */
  p99Ms: number | null;
  maxMs: number | null;
}

/** The shape of a stream of arrivals: how bursty it was. */
export interface BurstMetrics {
  arrivals: number;
  ratePerSec: number | null;
  /** standard deviation of the gaps over their mean */
  interArrivalCv: number | null;
  /** of successive gaps; 0 for a renewal process */
  lag1Autocorrelation: number | null;
  /** keyed by window length in seconds; count = whole windows seen; null below 30 windows */
  windows: Record<string, { count: number; idc: number | null; peakToMean: number | null }>;
  /** share of the 1 s windows with more than twice the mean count; null below 30 windows */
  timeAboveTwiceMean: number | null;
  /** what that share is expected to be for Poisson arrivals of the same mean count */
  timeAboveTwiceMeanPoisson: number | null;
  /**
   * from the growth of IDC − 1 over the longest two decades of windows, 0.5 = no memory; a trend raises
   * it too, hence apparent
   */
  apparentHurst: number | null;
  /** standard error of apparentHurst, as far as windows are independent */
  apparentHurstError: number | null;
  /** why apparentHurst is null */
  apparentHurstAbsent: string | null;
  /** histogram of the gaps between arrivals, logarithmic bins */
  gaps: { fromMs: number; toMs: number; count: number }[];
}

/** The health of the load generator: how it and its machine fared while the schedule was sent. */
export interface GeneratorHealth {
  /** lateness of a thread that only sleeps and wakes, in the measured part; null = not measured */
  machineLagMs: DelaySummary | null;
  /**
   * share of the moments of the measured part from which that thread would have waited longer than ms,
   * for rising ms up to the longest wait; null = not measured
   */
  machineWaits: readonly { ms: number; share: number }[] | null;
  /** stretches of the measured part, ms, in which that thread did not wake at all; null = not measured */
  machineStallMs: {
    /** longest stretch */
    longest: number;
    /** all stretches of at least 100 ms */
    total: number;
  } | null;
  /** share of the machine's CPU time that the hypervisor gave to others; null = unknown */
  stealShare: number | null;
  /** of the worst sending thread, beyond the resolution of its timer */
  eventLoopDelayMs: DelaySummary;
  /** garbage collection of all sending threads */
  gcPauses: { count: number; totalMs: number; maxMs: number };
  /**
   * per sending thread, share of the measured part in which it worked; waiting for a due time is not
   * work
   */
  busyShare: readonly number[];
  /** the same of the busiest second of any sending thread; null = not measured */
  busiestSecondShare: number | null;
  /**
   * time in seconds of which a sending thread worked more than 90 %, of the worst one; null = not
   * measured
   */
  saturatedMs: number | null;
  /** cores that the client may use */
  availableCores: number;
  /** CPU seconds of the client per second of the measured part, spinning included */
  cpuCores: number;
  /** of the measured part, spinning included; null when nothing was sent in it */
  cpuPerRequestUs: number | null;
  /**
   * length of the measured part, which stalls, CPU, busy shares, delays and pauses are of; null in older
   * results, where they are of the run
   */
  watchedMs: number | null;
  /** how far the wall clock moved against the monotonic clock */
  clockStepMs: number;
  /** requests in flight, averaged over time by counting them; whole run */
  meanInFlight: number;
  /** the same from latencies: sum of done − sent over the length of the run (Little's law) */
  meanInFlightByLatency: number;
  /** length of the whole run, which the averages in flight are over */
  observedMs: number;
  /** what became of the connections, over the whole run; null = not counted */
  connections: {
    /** connections that were opened, before the run too */
    opened: number;
    /** connections that the server closed while they were idle, without having said so in an answer */
    closedUnannounced: number;
    /** times that the server sent bytes which no request had asked for */
    unrequested: number;
    /**
     * requests sent again on another connection because the server had not processed them, as far as can
     * be told; their times count from the first sending
     */
    retried: number;
  } | null;
}

/** Percentiles, maximum and number of delays, in milliseconds. */
export interface DelaySummary {
  p50: number;
  p99: number;
  max: number;
  count: number;
}

/** The telemetry of one GPU of the machine that generated the load, over the measured part. */
export interface GpuTelemetry {
  kind: "gpu";
  /** as the driver counts them */
  index: number;
  uuid: string;
  name: string;
  /** readings within the measured part */
  samples: number;
  /** share of the time in which at least one kernel ran, as the driver averages it: 0 to 1 */
  utilisation: { mean: number | null; max: number | null };
  /** allocated, by whomever */
  memoryMiB: { max: number | null; total: number | null };
  /** of the whole board */
  powerW: { mean: number | null; max: number | null };
  /**
   * mean power × length of the measured part; null where readings at most 2 s apart cover less than 95 %
   * of it
   */
  energyJ: number | null;
  /** over the items of the achieved answers */
  energyPerInferenceJ: number | null;
  smClockMhz: { mean: number | null; min: number | null };
  temperatureC: { max: number | null };
  /** share of the time in which power or heat held the clocks down */
  throttledShare: number | null;
  /** what held them down */
  throttledBy: string[];
  /** why a figure is null, by key */
  absent: Record<string, string>;
}

/** An objective, and whether the run held it. */
export interface JudgedObjective {
  objective: string;
  /** over all scheduled requests; null = not finite or too few samples */
  observedMs: number | null;
  /** what was held against the limit, in its unit; null = not finite or too few samples */
  observed: number | null;
  /** unit of observed: ms, perSec, share (0 to 1), perMillion (price), joules */
  unit: string;
  /** requests, or labelled items, that keep it; null where it is not about single ones */
  within: number | null;
  /** requests, or labelled items, that it is judged over */
  of: number | null;
  /** whether what was observed in this run is within the limit; null = not judged */
  observedWithin: boolean | null;
  /**
   * number of independent requests that would tell as much as those that it is judged over; null = not
   * known
   */
  worth: number | null;
  /** of the share that keeps it in the long run; null where it is not about a share, or not judged */
  bounds: ShareBounds | null;
  /**
   * what decides: a bound of the long run, wrong in at most one of twenty runs, or what was observed in
   * this run
   */
  basis: "bound" | "observed";
  /**
   * not shown: this run does not decide it; not judged: the run is invalid, which supports no claim;
   * null in older results
   */
  answer: "holds" | "misses" | "not shown" | "not judged" | null;
  /** the answer: true = holds, false = misses, null = not shown or not judged */
  holds: boolean | null;
  note: string | null;
  /** nobody gave it: at most 1 % of failures is implied where no other objective limits them */
  implied: boolean;
  /** only the scenario brings it: it is shown, and changes neither the headline nor the exit code */
  ofScenario: boolean;
}

/** How a run went on until its objectives were decided. */
export interface UntilShown {
  /** length that the measured part may have had at most */
  longestMs: number;
  /** lengths of it at which the objectives were looked at, as far as it came */
  looksMs: number[];
  /** chance that a bound is wrong at one look; over all planned looks at most one of twenty */
  errorOfLook: number;
}

/** Bounds of a share, from 0 to 1. */
export interface ShareBounds {
  low: number;
  high: number;
}

/** Whether repeated requests were answered faster than fresh ones, found by `--cache-check`. */
export interface CacheCheck {
  /** pairs of requests that were both answered ok */
  samples: number;
  /** median time of requests that the server had not seen */
  differentMs: number | null;
  /** median time of always the same request */
  repeatedMs: number | null;
  /** median over pairs of repeated ÷ different */
  ratio: number | null;
  /** 95 % interval of the ratio, from order statistics */
  interval: { low: number; high: number } | null;
  /** the whole interval is below 0.9: answers seem to come from a cache; null = too few pairs */
  suspected: boolean | null;
}

/** The server's own statistics: what it counted between the beginning and the end of the measured part. */
export interface ServerStatistics {
  /** that the server answered well in the meantime, whoever sent them */
  requests: number;
  /** that it refused or broke off */
  failed: number;
  /**
   * by how much its requests are more (or, negative, fewer) than those of this run can be: requests in
   * flight, failed ones and the moments of the readings are allowed for; 0 = they agree
   */
  unexplained: number;
  /** runs of the model */
  executions: number;
  /** items in a run of the model; null when it did not run */
  meanBatch: number | null;
  /** mean time that a request waited for its run of the model */
  queueMs: number | null;
  /** mean time to put its inputs in place */
  computeInputMs: number | null;
  /** mean time that the model took; all of it for each request of a batch */
  computeInferMs: number | null;
  /** mean time to take its outputs out */
  computeOutputMs: number | null;
}

/** The accuracy of the answers: how many labelled items were right, found by `--verify labels`. */
export interface Accuracy {
  /** labelled items in ok answers of the measured part */
  checked: number;
  /** items whose class is their label */
  right: number;
  /** right ÷ checked; null when nothing was checked */
  share: number | null;
  /** 95 % interval of Wilson, at the number of different items: a repeated one tells nothing new */
  interval: { low: number; high: number } | null;
  /** different items among them */
  differentItems: number;
  /** share of the same items that was right when each request was asked alone, before the load */
  beforeLoad: number | null;
  /** items that were given another class then */
  differing: number;
}

/** The verdict on a run: whether its figures may be believed, and why. */
export interface Verdict {
  valid: boolean;
  reasons: VerdictReason[];
  checks: VerdictCheck[];
}

/** A reason why a run is not valid, with its cure. */
export interface VerdictReason {
  code: string;
  message: string;
  cure: string;
}

/** A check that the verdict on a run rests on. */
export interface VerdictCheck {
  code: string;
  title: string;
  observed: string;
  limit: string;
  holds: boolean;
  /** false: the run does not rest on it, or could not tell; then it counts as held */
  applies: boolean;
}

/** The origin of a result: the version that was measured. */
export interface Origin {
  /** the name that --label gave it; null where there was none */
  label: string | null;
  /**
   * Git commit that was checked out where the command ran, or else the one that the CI named; whether
   * files differed from it is not known; null where there is none
   */
  commit: string | null;
}

/** What a request cost at the load of a run. */
export interface RunCost {
  currency: string;
  pricePerHour: number;
  priceSource: string;
  priceIsExample: boolean;
  /** at this load; null when nothing was ok */
  perMillionRequests: number | null;
  perMillionInferences: number | null;
  /** at this load; null where output tokens are not known */
  perMillionOutputTokens: number | null;
  /** null: a single run does not know the capacity */
  utilisation: number | null;
  note: string;
}

/** One sweep: what `result.json` of `plimsoll sweep` holds. */
export interface SweepResult {
  schemaVersion: 1;
  kind: "sweep";
  plimsollVersion: string;
  /** words of the command line that repeats this */
  command: string[];
  /** wall clock, ISO 8601, UTC */
  startedAt: string;
  /** interrupted before it knew its answer */
  partial: boolean;
  seed: number;
  /** the machine that generated the load */
  environment: Record<string, string>;
  /** the version that was measured, as far as it is known; null in older and in simulated results */
  origin: Origin | null;
  target: {
    kind: string;
    /** null: the embedded server, started for each point */
    url: string | null;
    server: string;
    model: string | null;
  };
  axes: { name: string; title: string; role: string; values: string[] }[];
  /** axes on which one value was asked for: true of every point, and left out there */
  fixed: SweepPoint;
  /** what was changed, assumed or noticed when recorded arrivals were read, at any point */
  trafficNotes: string[];
  /** what the sweep looks for */
  goal: Goal;
  /**
   * objectives that only the scenarios bring: the result of each run tells whether it holds them, and
   * they choose no point
   */
  scenarioSlo: string[];
  /** of the serving machine; the costs of all points are worked out from it */
  price: Price;
  search: SweepSearch;
  /** in the order in which they were measured */
  measures: Measure[];
  /** those of the grid that were measured */
  points: PointSummary[];
  accuracy: VariantAccuracy[];
  /** why there is no accuracy */
  accuracyAbsent: string | null;
  /**
   * points that no other beats in latency, throughput, accuracy, cost and, where it is known, energy at
   * once, by the runs that picked
   */
  pareto: SweepPoint[];
  best: {
    point: SweepPoint;
    /** in the goal's figure, by the runs after it was picked where there are some */
    score: number;
  } | null;
  /** why nothing is recommended */
  bestAbsent: string | null;
  knees: Knee[];
  effects: Effect[];
  /** one sentence */
  answer: string;
}

/** How the points to measure were searched for. */
export interface SweepSearch {
  kind: "full" | "adaptive";
  tolerance: number;
  repeats: number;
  gridPoints: number;
  /** with at least one run, probes too */
  measuredPoints: number;
  runs: number;
  /** of these runs, those that measured the best points again, with seeds of their own */
  confirmations: number;
  /** warm-up and measured part of every point of the grid once */
  gridMs: number;
  /** warm-up and measured part of the runs that were made, repeated and confirming ones too */
  spentMs: number;
  /** of that, for the runs that measured the best points again */
  confirmMs: number;
  stopReason: string;
}

/** A point of a sweep: one value of every axis, as text. */
export type SweepPoint = Record<string, string>;

/** The goal of a sweep: what it looks for. */
export interface Goal {
  wish: "cheapest" | "throughput" | "latency";
  /** objectives that a point must hold to be recommended */
  slo: string[];
  /**
   * share of the reference's accuracy that a variant must be shown to hold, such as 0.99; null = any
   * will do
   */
  accuracy: number | null;
}

/** The price of the serving machine, and who said so; the costs of all points are worked out from it. */
export interface Price {
  pricePerHour: number;
  currency: string;
  source: string;
  /** true: no price was given, and the one used is an example */
  isExample: boolean;
}

/** What one run at one point of a sweep measured. */
export interface Measure {
  /** its folder under points/ */
  id: string;
  point: SweepPoint;
  /** 0 for the first time that this point was measured, and so on */
  take: number;
  /** made after its point was picked, with a seed that no run before it had */
  confirms: boolean;
  /** length of the measured part; a shorter one was a probe of the adaptive search */
  durationMs: number;
  /** its figures stand; too few requests to judge an objective leave that open, no more */
  valid: boolean;
  /** codes of what the run's verdict holds against it */
  reasons: string[];
  /** runs that it took; those before the last were not valid */
  attempts: number;
  /** answered ok */
  requestsPerSec: number | null;
  /** their items */
  inferencesPerSec: number | null;
  failedShare: number | null;
  /**
   * response time over all scheduled requests, a failed one infinitely slow: a percentile is null where
   * more failed than its tail holds, or too few were scheduled; mean: of the ok requests
   */
  latencyMs: ResponseFigures;
  /** requests of the measured part, failed ones too */
  scheduled: number | null;
  /** latencies of these that lateness of the generator or its machine spoiled */
  spoiled: string[];
  objectives: MeasuredObjective[];
  costPerMillionInferences: number | null;
  /** items in a run of the model, as the server counted */
  meanBatch: number | null;
  /** mean wait for a run of the model, as the server counted */
  queueMs: number | null;
  /** of the GPUs of this machine; null where there are none, or they do not tell */
  energyPerInferenceJ: number | null;
}

/** Mean and percentiles of the response time of the ok requests at a point, in milliseconds. */
export interface ResponseFigures {
  mean: number | null;
  p50: number | null;
  p90: number | null;
  p95: number | null;
  p99: number | null;
}

/** How many requests at a point kept the limit of an objective. */
export interface MeasuredObjective {
  objective: string;
  /** scheduled requests that kept the limit; failed ones did not; null where it is not about requests */
  within: number | null;
  scheduled: number | null;
  /** of them that must keep it, 0 to 1; null where it is not about a share of requests */
  share: number | null;
  /** logarithm of limit ÷ observed, above 0 on the good side; null where it is not known, or not finite */
  margin: number | null;
  /** number of independent requests that would tell as much as those scheduled; null = not known */
  worth: number | null;
  /** what this one run shows of the long run; null in older results */
  answer: "holds" | "misses" | "not shown" | "not judged" | null;
  /** whether what was observed is within the limit; null: too few requests to judge the percentile */
  holds: boolean | null;
}

/** What was measured at one point of a sweep, all its valid takes together. */
export interface PointSummary {
  point: SweepPoint;
  /**
   * valid runs of whole length that the figures are of: rates and costs are their medians, all else is
   * over their requests together; 0 = probes only, or none valid
   */
  takes: number;
  /**
   * valid runs that were made after the point was picked; where there are some, all its figures are of
   * these alone
   */
  confirmed: number;
  /** probed: only shorter runs of the adaptive search; invalid: no run was valid, so there are no figures */
  state: "measured" | "probed" | "invalid";
  /** codes of why no run was valid */
  reasons: string[];
  /** their items */
  inferencesPerSec: number | null;
  /** answered ok */
  requestsPerSec: number | null;
  /**
   * response time over all scheduled requests, a failed one infinitely slow: a percentile is null where
   * more failed than its tail holds, or too few were scheduled; mean: of the ok requests
   */
  latencyMs: ResponseFigures;
  failedShare: number | null;
  costPerMillionInferences: number | null;
  /** items in a run of the model, as the server counted */
  meanBatch: number | null;
  /** mean wait for a run of the model, as the server counted */
  queueMs: number | null;
  /** of the GPUs of this machine; null where there are none, or they do not tell */
  energyPerInferenceJ: number | null;
  /** latencies of these that lateness of the generator or its machine spoiled in one of the runs at least */
  spoiled: string[];
  /** each objective, the requests of all takes together */
  objectives: {
    objective: string;
    /** scheduled requests of all takes that kept the limit; null where it is not about requests */
    within: number | null;
    /** requests of all takes */
    scheduled: number | null;
    /** of them that must keep it, 0 to 1; null where it is not about a share of requests */
    share: number | null;
    /**
     * whether what was observed is within the limit: the requests of all takes together, else the mean of
     * the takes; null = too few requests
     */
    holds: boolean | null;
    /**
     * number of independent requests that would tell as much as those of all takes; null where it is not
     * known
     */
    worth: number | null;
    /** what the takes show of the long run */
    answer: "holds" | "misses" | "not shown" | null;
  }[];
  /**
   * whether every objective is kept as observed, over the requests of all takes together; null = not
   * judged, or there are none
   */
  holds: boolean | null;
  /**
   * what the takes show of the long run, by one-sided 95 % bounds; null where there are no objectives,
   * and in older results
   */
  answer: "holds" | "misses" | "not shown" | null;
}

/**
 * How exact one variant of the model is, beside the reference; what compares is null of the reference
 * itself.
 */
export interface VariantAccuracy {
  /** value of the variant axis */
  variant: string;
  /** the variant that the others are held against */
  reference: boolean;
  /** false: weights or inputs are made up, so only numerical fidelity is measured */
  labelled: boolean;
  /** different items that were compared */
  items: number;
  /** items whose class is their label */
  right: number | null;
  /** right ÷ items */
  accuracy: number | null;
  /** items that the reference had right and this one wrong */
  lost: number | null;
  /** items that the reference had wrong and this one right */
  won: number | null;
  /** accuracy − the reference's */
  difference: number | null;
  /** 95 %, paired */
  differenceInterval: { low: number; high: number } | null;
  /** two-sided exact p of McNemar's test */
  mcnemarP: number | null;
  /** share of items whose class is the reference's, whether right or not */
  agreement: number | null;
  /** between output vectors of the two, per item */
  cosine: { mean: number | null; min: number | null };
  maxAbsoluteError: number | null;
  /** where the reference's value is above 1 % of the largest of its item */
  maxRelativeError: number | null;
  /** mean of KL(reference ‖ variant) over items, nats, of the softmax of the outputs */
  klDivergence: number | null;
  /**
   * largest absolute difference between an item asked alone and asked in a batch; null: the server took
   * none
   */
  batchInvariance: number | null;
  /** the same request was answered alike to the bit twice */
  deterministic: boolean | null;
  /** empty where there are no labels */
  verdicts: AccuracyVerdict[];
}

/** Whether a variant was shown to hold a level of accuracy. */
export interface AccuracyVerdict {
  /** share of the reference's accuracy, 0.999 or 0.99 */
  level: number;
  /** by the bound of the paired difference; the reference passes */
  verdict: "pass" | "not shown" | "fail";
}

/**
 * The knee of one configuration: how many requests in flight it takes well, as measured in a closed
 * loop, and by the universal scalability law X(N) = γN / (1 + α(N−1) + βN(N−1)).
 */
export interface Knee {
  configuration: SweepPoint;
  /**
   * of the requests in flight that were measured, those with the highest throughput ÷ mean response
   * time: beyond, latency grows by more than throughput; null where that was the highest load
   */
  knee: number | null;
  /** γ: inferences per second of one request in flight */
  perClient: number | null;
  /** α */
  contention: number | null;
  /** β */
  coherence: number | null;
  /**
   * N* = √((1−α)/β): more in flight than this lowers throughput; null where throughput was not seen to
   * fall
   */
  concurrency: number | null;
  /** 95 % of N* */
  interval: { low: number; high: number } | null;
  /** inferences per second at N*, by the law */
  peakPerSec: number | null;
  /** why there is no law */
  absent: string | null;
}

/** The effect of one axis: what its values are worth, the other axes held. */
export interface Effect {
  axis: string;
  of: "inferencesPerSec";
  levels: EffectLevel[];
}

/** The effect of one value of an axis. */
export interface EffectLevel {
  value: string;
  /** geometric mean over pairs of points that differ in this axis alone: to the axis's first value */
  ratio: number | null;
  /** 95 %, of Student's t over the pairs */
  interval: { low: number; high: number } | null;
  pairs: number;
}

/** Claims checked on this machine: what `result.json` of `plimsoll sweep --preset claims` holds. */
export interface ClaimsResult {
  schemaVersion: 1;
  kind: "claims";
  plimsollVersion: string;
  /** words of the command line that repeats this */
  command: string[];
  /** wall clock, ISO 8601, UTC */
  startedAt: string;
  /** interrupted before every claim was checked */
  partial: boolean;
  seed: number;
  /** the machine that was server and load generator */
  environment: Record<string, string>;
  claims: CheckedClaim[];
}

/** A claim, with what comparing A and B said of it. */
export interface CheckedClaim {
  id: string;
  claim: string;
  a: string;
  b: string;
  compares: ComparedFigure[];
  /** holds: every figure does; does not hold: one does not */
  verdict: ClaimVerdict;
  /** why the pairs could not be measured; null where they were */
  unmeasured: string | null;
}

/** One figure of A and B, as claimed and as found. */
export interface ComparedFigure {
  figure: string;
  /** range of B ÷ A */
  claimed: { from: number; to: number | null };
  /** median of A's runs */
  a: number | null;
  /** median of B's runs */
  b: number | null;
  /** Hodges–Lehmann estimate of B ÷ A over pairs */
  ratio: number | null;
  /** 95 % */
  interval: { low: number; high: number } | null;
  /** of valid runs in which at most 1 % of the requests failed, measured in turn */
  pairs: number;
  verdict: ClaimVerdict;
}

/** What comparing A and B said of a claim. */
export type ClaimVerdict = "holds" | "does not hold" | "not shown";

/** One search for a load line: what `result.json` of `plimsoll capacity` holds. */
export interface CapacityResult {
  schemaVersion: 1;
  kind: "capacity";
  plimsollVersion: string;
  /** words of the command line that repeats this */
  command: string[];
  /** wall clock, ISO 8601, UTC */
  startedAt: string;
  /** interrupted before the search ended */
  partial: boolean;
  seed: number;
  /** the machine that generated the load */
  environment: Record<string, string>;
  /** the version that was measured, as far as it is known; null in older and in simulated results */
  origin: Origin | null;
  target: { kind: string; url: string | null; server: string; model: string | null };
  /** the load at the first rate, in words */
  traffic: string;
  /** all objectives, which the load line is of together */
  objectives: string[];
  /** the answer, in a sentence */
  answer: string;
  /** of all objectives together; null where no rate was shown to hold */
  loadLine: LoadLine | null;
  /** each --tier, or else each objective, with a line of its own */
  tiers: CapacityTier[];
  /** objectives that miss at every load that was tried; null where there are none */
  unreachable: Unreachable[] | null;
  /** the most that the server was seen to answer ok per second, in any run */
  mostPerSec: number | null;
  /** null where it was not measured */
  peak: {
    concurrency: number;
    /** answered ok in the closed loop; null where it was not valid */
    requestsPerSec: number | null;
    /** codes of what the run's verdict holds against it */
    reasons: string[];
  } | null;
  /** the burst state of the traffic at the load line */
  burst: {
    /** requests of the fullest second over the mean, as the schedule plans them */
    peakToMean: number;
    /** of the fullest second, at the load line */
    ratePerSec: number;
    /** 1 − that rate over the most that the server was seen to answer; below 0 it is more; null = not known */
    headroom: number | null;
  } | null;
  /** at the load line; null without one */
  cost: RunCost | null;
  /** of the serving machine; the costs of all points are worked out from it */
  price: Price;
  /** in the order in which they were made */
  probes: CapacityProbe[];
  search: {
    tolerance: number;
    mostProbes: number;
    mostErrors: number;
    /** length up to which a probe goes on that decides nothing */
    longestMs: number;
    spentMs: number;
    stopReason: string;
  };
}

/** The load line of a set of objectives: the highest load at which they are shown to hold. */
export interface LoadLine {
  /**
   * highest rate, below every one that misses, at which every objective was shown to hold by the lower
   * bound of its share
   */
  ratePerSec: number;
  /** the line lies between these rates */
  interval: {
    low: number;
    /** lowest rate that was shown to miss; null where none was */
    high: number | null;
  };
  /**
   * ratePerSec over the most that the server was seen to answer per second, never its busy time; null
   * where that is not known
   */
  utilisation: number | null;
  /** a run with a fresh seed showed it again */
  confirmed: boolean;
  /** false: a higher rate was seen to keep the objectives where a lower one misses them */
  monotone: boolean;
}

/** A tier: a set of objectives with a load line of its own. */
export interface CapacityTier {
  name: string;
  objectives: string[];
  /**
   * at least: no rate was shown to miss; unreachable: the lowest rate that was tried misses; not shown:
   * no rate was shown to hold
   */
  state: "found" | "at least" | "unreachable" | "not shown";
  loadLine: LoadLine | null;
}

/** An unreachable objective: it cannot be met, and this is the best that was observed of it. */
export interface Unreachable {
  tier: string;
  objective: string;
  /** the best that any probe observed of it, in its unit; null where none observed a finite one */
  observed: number | null;
  unit: string;
  /** rate of the probe that observed the best */
  ratePerSec: number | null;
}

/** One probe of a search: a run at one rate, and what it shows. */
export interface CapacityProbe {
  /** its folder under points/ */
  id: string;
  /** mean rate that was planned */
  ratePerSec: number;
  /** 0: the schedule that all rates share; others: fresh seeds */
  take: number;
  purpose: "bracket" | "narrow" | "guard" | "grid" | "confirm";
  seed: number;
  /** length of the measured part, lengthened until it decided, or to the longest */
  measuredMs: number;
  /** the machine that sends, or a target error, spoiled it: it counts for neither side */
  spoiled: boolean;
  /** the server could not do what was planned: every objective misses */
  overloaded: boolean;
  /** codes of what the run's verdict holds against it */
  reasons: string[];
  /** runs that it took */
  attempts: number;
  /** of all objectives together, and then of each tier; empty where it was spoiled */
  answers: ("holds" | "misses" | "not shown")[];
  objectives: {
    objective: string;
    /** what was held against the limit, in its unit; null = not finite or too few samples */
    observed: number | null;
    /** unit of observed: ms, perSec, share (0 to 1), perMillion (price), joules */
    unit: string;
    /** requests, or labelled items, that keep it; null where it is not about single ones */
    within: number | null;
    /** requests, or labelled items, that it is judged over */
    of: number | null;
    /** of the share that keeps it in the long run; null where it is not about a share, or not judged */
    bounds: ShareBounds | null;
    /**
     * not shown: this run does not decide it; not judged: the run is invalid, which supports no claim;
     * null in older results
     */
    answer: "holds" | "misses" | "not shown" | "not judged" | null;
    note: string | null;
  }[];
  /** answered ok */
  requestsPerSec: number | null;
  scheduled: number | null;
  failedShare: number | null;
  latencyMs: { p50: number | null; p95: number | null; p99: number | null };
}

/** The diagnosis of a machine: what `plimsoll doctor --json` prints. */
export interface DoctorResult {
  schemaVersion: 1;
  kind: "doctor";
  plimsollVersion: string;
  /** wall clock, ISO 8601, UTC */
  startedAt: string;
  /** the machine */
  environment: Record<string, string>;
  target: {
    /** null: the embedded server */
    url: string | null;
    /** it shares this machine; null = its address is not known */
    local: boolean | null;
  };
  /** no check is bad */
  believable: boolean;
  checks: DoctorCheck[];
  /** the generator against a server that does nothing, on the same cores */
  calibration: Calibration;
  /** what two drivers found at the same server; null without --second-opinion */
  secondOpinion: SecondOpinion | null;
}

/** One check of the machine, with its cure. */
export interface DoctorCheck {
  id: string;
  title: string;
  /** what was found; of an unknown one, why it is not known */
  observed: string;
  /** bad: measurements of this machine are not to be believed */
  status: "ok" | "warn" | "bad" | "unknown";
  /** why it matters */
  meaning: string;
  /** null where nothing needs to be done */
  cure: string | null;
}

/** The calibration: the generator against a server that does nothing, on the same cores. */
export interface Calibration {
  /** cores that generator and null server shared */
  cores: number;
  /** at a modest rate: latencies below its p99 are of the order of the error */
  floor: CalibrationRun;
  /** in the order they were made */
  search: CalibrationRun[];
  /** highest rate whose run was valid: a lower bound; null when none was */
  believedPerSec: number | null;
  /** lowest rate that failed twice above it; null when none did */
  refusedPerSec: number | null;
}

/** The second opinion: what two drivers of closed loops found at the same server. */
export interface SecondOpinion {
  /** null: a server of our own, which answers after 10 ms */
  url: string | null;
  /** names and versions */
  drivers: string[];
  /** runs of each driver, by turns */
  turns: number;
  /** users of the closed loop */
  concurrency: number;
  /** measured part of each run */
  measuredMs: number;
  figures: DriverFigure[];
  /** no figure differs by more than is allowed */
  agree: boolean;
}

/** One figure of a server, as two drivers found it. */
export interface DriverFigure {
  name: string;
  unit: "/s" | "ms" | "count";
  /** over the turns of each driver */
  medians: { plimsoll: number | null; autocannon: number | null };
  /**
   * largest difference that is agreement: the spread between turns of one driver, or 5 %; null = not
   * compared
   */
  allowed: number | null;
  /** null = not compared, because a turn does not have the figure */
  agrees: boolean | null;
}

/** One run of the calibration, at one rate. */
export interface CalibrationRun {
  /** evenly spaced requests per second, from one worker thread */
  ratePerSec: number;
  measuredMs: number;
  /** the run was valid, and at least 99.9 % of its requests were answered ok */
  valid: boolean;
  /** codes of the verdict of the run, and not-answered */
  reasons: string[];
  /** requests answered ok over requests scheduled */
  answeredShare: number;
  /** answer − planned, ms: what generator, sockets and machine add */
  responseMs: Quantiles;
  /** sent − planned, ms */
  sendLagMs: Quantiles;
  /** the machine's own stalls, ms, seen by a thread that only sleeps and wakes; null = not measured */
  machineLagMs: Quantiles | null;
  /** CPU time of the generator per request, spinning included */
  cpuPerRequestUs: number | null;
}

/** Two quantiles of a delay, the median and the 99th percentile, in milliseconds. */
export interface Quantiles {
  p50: number | null;
  p99: number | null;
}

/** One gate: what `result.json` of `plimsoll gate` holds. */
export interface GateResult {
  schemaVersion: 1;
  kind: "gate";
  plimsollVersion: string;
  /** words of the command line that repeats this; header values left out */
  command: string[];
  /** wall clock, ISO 8601, UTC */
  startedAt: string;
  /** interrupted before it came to its end */
  partial: boolean;
  seed: number;
  /** the machine that generated the load */
  environment: Record<string, string>;
  /** the version that was measured, as far as it is known; null in older and in simulated results */
  origin: Origin | null;
  verdict: { answer: GateAnswer; sentence: string };
  baseline: GateSide;
  candidate: GateSide;
  /** both sides were given alike, so that the gate tells of itself and its machine */
  sameSides: boolean;
  /** what the servers say, or were sent, or their machine was, that is not the same on both sides */
  differences: { what: string; baseline: string; candidate: string }[];
  /** what this gate cannot know, a sentence each: runs that were stored before met another machine */
  caveats: string[];
  load: {
    kind: "open" | "sessions" | "closed";
    /** the traffic in words; empty where no run was made */
    arrivals: string;
    /** mean rate; null in a closed loop */
    plannedPerSec: number | null;
    /**
     * what the baseline answered to 16 requests in flight, of which the rate is a share; null where the
     * rate was given
     */
    capacityPerSec: number | null;
    warmupMs: number;
    measureMs: number;
  };
  /** null where figures of single runs are compared */
  search: {
    /** the objectives of each metric's load line */
    tiers: { metric: string; objectives: string[] }[];
    /**
     * a search ends when the rate that holds and the next one that was not shown to are no further apart:
     * half of the smallest worsening that is tolerated
     */
    tolerance: number;
    mostProbes: number;
    /** measured part of a probe at the first rate */
    shortestMs: number;
    /** length up to which a probe goes on that decides nothing */
    longestMs: number;
    /** rate of the first probe of the first pair */
    firstPerSec: number;
  } | null;
  rule: GateRule;
  metrics: GateMetricResult[];
  /** how the machine fared; null in results of older versions */
  control: {
    /**
     * standard deviation of the logarithm of the ratio of two round trips that followed each other before
     * the gate: how much two identical runs differ on this machine
     */
    noise: number | null;
    /** mean round trips before the gate, from which the noise is */
    beforeMs: number[];
    /**
     * Hodges–Lehmann estimate over pairs: how much slower the reference server was beside the candidate,
     * as a share; null where no pair tells
     */
    slower: number | null;
    /** lower bound of that; null where the pairs give none */
    low: number | null;
    /** upper bound of that; null where the pairs give none */
    high: number | null;
    /** chance at most of each bound to be wrong */
    error: number;
  } | null;
  /** null where nothing failed, or a failure needs no confirmation */
  confirmation: GateConfirmation | null;
  pairs: GatePairResult[];
}

/** The answer of a gate, about one metric or about all of them. */
export type GateAnswer = "pass" | "fail" | "inconclusive" | "error";

/** One side of a gate: the baseline or the candidate. */
export interface GateSide {
  /**
   * a server that was there already, one that a command starts, options of plimsoll run, or results that
   * were stored before
   */
  by: "url" | "command" | "options" | "results";
  /** the URL, the command or the options, as they were given, without secrets */
  given: string;
  /** the server and its requests as its first run describes them; null where there was no run */
  target: RunTarget | null;
}

/** The rule by which a gate was judged, all of it planned before the first pair. */
export interface GateRule {
  /** chance at most of a false alarm, over all metrics and looks */
  alpha: number;
  /** numbers of pairs after which the gate was to be judged */
  looks: number[];
  /** part of alpha that each look has */
  errorOfLook: number;
  /** a failure counts once fresh pairs fail again */
  confirm: boolean;
}

/**
 * One metric of a gate, judged. Worsenings are shares of the baseline's value, or differences of
 * shares, by `compared`.
 */
export interface GateMetricResult {
  /** name of the figure, for programs */
  figure: string;
  title: string;
  unit: string;
  better: "lower" | "higher";
  /** ratio: worsenings are shares of the baseline's value; difference: differences of two shares */
  compared: "ratio" | "difference";
  /** the largest worsening that is tolerated */
  tolerance: number;
  /**
   * what the candidate is held against instead of the baseline, in the figure's unit; worsenings are
   * then how far it is beyond; null where it is the baseline
   */
  limit: number | null;
  answer: GateAnswer;
  /** what was found, in words */
  sentence: string;
  /** why there are no data, or what would decide an open metric; null where there is nothing to say */
  note: string | null;
  /** median of the baseline's runs in pairs that count */
  baseline: number | null;
  /** median of the candidate's runs in pairs that count */
  candidate: number | null;
  /** Hodges–Lehmann estimate over pairs: above 0 where the candidate is worse */
  worsening: number | null;
  /** lower bound of the worsening; null where the pairs give none */
  low: number | null;
  /** upper bound of the worsening; null where the pairs give none */
  high: number | null;
  /** chance at most that the lower bound is too high, after Holm's division */
  lowError: number;
  /** chance at most that the upper bound is too low */
  highError: number;
  /** of the exact signed-rank test that the candidate is not worse; missing pairs against it */
  p: number;
  /** pairs that have the figure */
  pairs: number;
  /** pairs that do not */
  missing: number;
  /**
   * it is open because the control series differs between the sides as it does, so that the machine may
   * be the reason
   */
  ofMachine: boolean;
  /** standard deviation of the pairs' differences; null for fewer than two */
  noise: number | null;
  /** the worsening that so many pairs with this noise find in four of five gates */
  detectable: number | null;
  /**
   * about how many pairs would decide what is open, if estimate and noise stay; null where it is
   * decided, or more than 200 would
   */
  decidingPairs: number | null;
}

/** The confirmation of a failure: the metrics that failed, judged again by fresh pairs. */
export interface GateConfirmation {
  pairs: number;
  metrics: GateMetricResult[];
}

/** One pair of a gate: two runs with the same requests, one after the other. */
export interface GatePairResult {
  /** number, from 1 */
  pair: number;
  stage: "gate" | "confirmation";
  /** of the requests of both runs */
  seed: number;
  /** the side that was measured first */
  first: "baseline" | "candidate";
  /** why the pair counts as missing, and so against every claim; null where it counts */
  missing: string | null;
  baseline: GateRunSummary;
  candidate: GateRunSummary;
  /** by metric: how much worse the candidate is; null where the pair does not say */
  worsening: Record<string, number | null>;
}

/** The run of one side of a pair. */
export interface GateRunSummary {
  /** where the run is, within the gate's folder; of a search the run at its line, or else its last */
  folder: string;
  /** runs that were made; the last one counts */
  attempts: number;
  valid: boolean;
  /** codes of why it is not valid */
  reasons: string[];
  /** value of each metric; null where the run has none */
  figures: Record<string, number | null>;
  /**
   * mean round trip to a reference server on this machine just before the run; null where it was not
   * measured
   */
  controlMs: number | null;
  /** the search for the load lines of this side; null where figures of single runs are compared */
  search: {
    /** probes that were made */
    probes: number;
    /** those that the machine spoiled, or that could not be made */
    spoiled: number;
    /** rate of the first probe, which both sides of a pair share */
    firstPerSec: number;
    /** time that its runs took with their warm-up */
    spentMs: number;
    /** by metric */
    lines: Record<
      string,
      {
        /** as of a tier of plimsoll capacity: only a line that was found has both rates */
        state: "found" | "at least" | "unreachable" | "not shown";
        /** highest rate that was shown to hold; null where none was */
        low: number | null;
        /** lowest rate above that which was tried and not shown to hold; null where none was */
        next: number | null;
        /** lowest rate that was shown to miss; null where none was */
        high: number | null;
      }
    >;
  } | null;
}

/** One plan: what `result.json` of `plimsoll capacity --plan` holds. */
export interface PlanResult {
  schemaVersion: 1;
  kind: "plan";
  plimsollVersion: string;
  /** words of the command line that repeats this */
  command: string[];
  /** wall clock, ISO 8601, UTC */
  startedAt: string;
  /** interrupted before the search ended */
  partial: boolean;
  seed: number;
  /** every fleet is simulated under these, with the same requests */
  seeds: number[];
  /** the answer, in a sentence: fleet, price, p99, how sure */
  answer: string;
  /** who measured what, what is simulated, listed and stated, in sentences */
  grounds: string[];
  /** over budget: fleets keep the objectives, and none within --budget-per-month */
  state: "found" | "over budget" | "infeasible" | "interrupted";
  /** null where a fleet keeps the objectives */
  infeasible: {
    objective: string;
    unit: string;
    /** the best that any machine can reach */
    best: number | null;
    machine: string | null;
    why: string;
  } | null;
  demand: {
    words: string;
    source: "flat" | "curve" | "counts" | "trace";
    file: string | null;
    sha256: string | null;
    provenance: NumberProvenance;
    /** 24 of a day, or 168 of a week */
    hours: PlanHour[];
    meanPerSec: number;
    /** of the busiest hour */
    busiestPerSec: number;
    busiestHour: number;
    /** share by which the given demand was raised */
    growth: number;
    requestsPerMonth: number;
    /** the short bursts within an hour, in words */
    traffic: string;
    itemsPerRequest: number;
    /** mean length of the requests; null where they have none */
    meanLength: number | null;
    notes: string[];
  };
  scenario: Scenario;
  window: {
    warmupMs: number;
    /** simulated of each hour and seed */
    measureMs: number;
    /** how a day is represented */
    note: string;
  };
  objectives: string[];
  errorBudget: { share: number; minutesPerMonth: number };
  budgetPerMonth: number | null;
  machines: PlanMachine[];
  /** that keep the objectives, cheapest first */
  fleets: PlanFleet[];
  /** what the search did not simulate, or gave up, and why */
  skipped: {
    machine: string;
    /** in words */
    settings: string;
    why: string;
    reason:
      | "floor latency"
      | "load"
      | "price"
      | "most replicas"
      | "outside of what was measured"
      | "preemptions"
      | "not simulated to the end";
  }[];
  /** hosted models beside the fleets, in the order of --hosted */
  hosted: PlanHosted[];
  search: {
    candidates: number;
    /** of one fleet at one load under one seed */
    simulations: number;
    simulatedRequests: number;
    spentMs: number;
    resumed: boolean;
    note: string;
  };
  /** how far predictions by the models of the machines were off, as far as it was measured */
  validation: { model: string; words: string; source: string }[];
  /** what the user states and nobody measured or listed */
  assumptions: string[];
  notes: string[];
}

/** A machine type that a plan may use, with its price and its service model. */
export interface PlanMachine {
  name: string;
  price: {
    pricePerHour: number;
    currency: string;
    kind: "on-demand" | "spot" | "reserved-1y" | "reserved-3y" | "owned";
    /** who says so, where and when */
    source: string;
    /** day on which it was listed; null where nobody says, and for stated prices */
    asOf: string | null;
    /** why its date is to be doubted; null where it is recent */
    stale: string | null;
    /** true: the user stated it; false: it stands in a price table */
    isStated: boolean;
  };
  /** other ways of paying for the same machine */
  otherPrices: {
    pricePerHour: number;
    kind: "on-demand" | "spot" | "reserved-1y" | "reserved-3y" | "owned";
    source: string;
    stale: string | null;
  }[];
  service: {
    /** as --machine has it */
    given: string;
    /** how long it computes, in words */
    words: string;
    basis: "stated" | "calibrated";
    /** measured here, taken from a table of others, or stated by the user */
    origin: "measured" | "imported" | "assumed";
    /** what its times rest on, as a sentence */
    note: string;
    /** who measured an imported table, when and under which licence; null where nobody says */
    measuredBy: string | null;
    /** times as long as measured, as the user states; null where it is as measured */
    scaledBy: number | null;
    /** of the file of a calibrated model */
    sha256: string | null;
  };
  precision: string | null;
  gpu: string | null;
  gpuCount: number | null;
  gpuMemoryGiB: number | null;
  /** as the user states it; null where nobody does */
  wattsPerReplica: number | null;
  /** null where it is not bought as spot machine */
  spot: {
    zones: number;
    /** mean time for which a zone has machines */
    upMs: number;
    /** mean time for which it has none, and all that it had are taken away */
    downMs: number;
    noticeMs: number;
    /** from the order of a machine until it serves */
    replaceMs: number;
    /** who says how long zones have machines, and have none */
    source: string;
  } | null;
}

/** One fleet of a plan, with what it costs and what it does. */
export interface PlanFleet {
  /** type of its machines; of a mix all of them, joined by plus signs */
  machine: string;
  /** machines at the busiest hour, spare ones included */
  replicas: number;
  /** demand of the busiest hour, for which it is planned */
  ratePerSec: number;
  /** at the busiest hour, mean over the seeds */
  p99Ms: number | null;
  /** over the whole day */
  costPerMillionRequests: number | null;
  costPerMonth: number;
  /** share of its replicas that are on spot machines, as long as none is taken away */
  spotShare: number;
  /** the kind of each number, by its key in this fleet; nested keys are joined by a dot */
  provenance: Record<string, NumberProvenance>;
  keepsObjectives: boolean;
  /** null without --budget-per-month */
  withinBudget: boolean | null;
  /** its machines, by type and by what is paid for them */
  pieces: {
    machine: string;
    replicas: number;
    /** replicas among them that are there for failures */
    spare: number;
    /** of one */
    pricePerHour: number;
    priceKind: "on-demand" | "spot" | "reserved-1y" | "reserved-3y" | "owned";
    /** lengths of the requests that come to it; null where all do */
    lengths: { from: number; below: number | null } | null;
    /** demand of the busiest hour that comes to it; of a mix by the share that it had in simulation */
    ratePerSec: number;
  }[];
  settings: {
    precision: string | null;
    /** null where requests are computed one by one; of a mix the largest, as of the numbers below */
    maxBatch: number | null;
    maxDelayMs: number;
    preferred: number[];
    instances: number;
    /** how batches are formed, in words */
    batching: string;
    /** as --router spells it */
    router: string;
    /** in words; null where the number of replicas does not change */
    autoscaler: string | null;
    /** what takes over where spot machines are missing */
    fallback: string | null;
    gateways: string[];
    /** further settings, in words */
    others: Record<string, string>;
  };
  /** words of the plimsoll simulate that repeats its busiest hour */
  command: string[];
  /** figures of the busiest hour */
  peak: {
    /** over the seeds; null where a seed has none, as where too many requests failed */
    p50Ms: {
      mean: number | null;
      /** lower end of the 95 % interval of the mean over the seeds, by Student's t */
      low: number | null;
      high: number | null;
      least: number | null;
      most: number | null;
    };
    /** over the seeds; null where a seed has none, as where too many requests failed */
    p95Ms: {
      mean: number | null;
      /** lower end of the 95 % interval of the mean over the seeds, by Student's t */
      low: number | null;
      high: number | null;
      least: number | null;
      most: number | null;
    };
    /** over the seeds; null where a seed has none, as where too many requests failed */
    p99Ms: {
      mean: number | null;
      /** lower end of the 95 % interval of the mean over the seeds, by Student's t */
      low: number | null;
      high: number | null;
      least: number | null;
      most: number | null;
    };
    /** over the seeds; null where a seed has none, as where too many requests failed */
    meanMs: {
      mean: number | null;
      /** lower end of the 95 % interval of the mean over the seeds, by Student's t */
      low: number | null;
      high: number | null;
      least: number | null;
      most: number | null;
    };
    /** over the seeds; null where a seed has none, as where too many requests failed */
    failedShare: {
      mean: number | null;
      /** lower end of the 95 % interval of the mean over the seeds, by Student's t */
      low: number | null;
      high: number | null;
      least: number | null;
      most: number | null;
    };
    /** over the seeds; null where a seed has none, as where too many requests failed */
    meanBatch: {
      mean: number | null;
      /** lower end of the 95 % interval of the mean over the seeds, by Student's t */
      low: number | null;
      high: number | null;
      least: number | null;
      most: number | null;
    };
    /** simulated in all seeds together */
    requests: number;
  };
  /** at the busiest hour */
  objectives: PlanFleetObjective[];
  hours: {
    hour: number;
    busiestPerSec: number;
    /** that are paid for, on average */
    replicas: number;
    /** mean over the seeds; null where it was not simulated, or has none */
    p99Ms: number | null;
    /** rate that was simulated; null where the hour is bounded by a busier one that keeps the objectives */
    simulatedAtPerSec: number | null;
    /** null where neither it nor a busier hour was simulated */
    holds: boolean | null;
  }[];
  /** highest load at which this fleet keeps the objectives, in simulation */
  loadLine: {
    /** highest rate that was simulated and keeps the objectives */
    holdsPerSec: number | null;
    /** lowest rate above it that was simulated and misses them */
    missesPerSec: number | null;
    /** holdsPerSec over the demand of the busiest hour, less 1 */
    headroom: number | null;
  };
  utilisation: {
    /** mean demand of the day over the load line, never the busy time: what is used of what is paid for */
    effective: number | null;
    /** demand of the busiest hour over the most that the machines could compute */
    atPeak: number | null;
  };
  /** the worst minute of all seeds in the busiest hour; null where none was complete */
  burst: {
    seed: number;
    /** of the simulated part of the busiest hour, from 0 */
    minute: number;
    ratePerSec: number;
    /** requests of its fullest second over the mean of the hour */
    peakToMean: number;
    /** null where too many failed */
    p99Ms: number | null;
    /** share of its requests that keep every objective on single requests */
    withinShare: number;
    keepsObjectives: boolean;
    /**
     * from its fullest second until a second keeps the limit again; null where none misses it, or none
     * recovers
     */
    secondsToRecover: number | null;
    /** the seconds of that minute, and some before and behind it */
    seconds: {
      /** from the beginning of the simulated part */
      atMs: number;
      offered: number;
      failed: number;
      p50Ms: number | null;
      maxMs: number | null;
      /** requests outstanding at its end */
      inFlight: number;
    }[];
  } | null;
  outOfObjective: {
    /** minutes whose own requests miss an objective, scaled to a month */
    minutesPerMonth: number;
    low: number | null;
    /** 95 % interval over the seeds, by Student's t */
    high: number | null;
    /** that --error-budget allows a month */
    budgetMinutes: number;
    /**
     * whether the budget is shown to be kept, or shown to be exceeded; null: too few minutes were
     * simulated to tell
     */
    isWithin: boolean | null;
    /** which hours were simulated, and how the others are bounded */
    note: string;
  } | null;
  cost: {
    /** on average over the day */
    perHour: number;
    perMonth: number;
    perRequest: number | null;
    perMillionRequests: number | null;
    perMillionItems: number | null;
    /** of the lengths of requests, where they have some; null where they have none */
    perMillionTokens: number | null;
    /** what the cost of a month is made of */
    parts: {
      name: string;
      perMonth: number;
      kind: "measured" | "simulated" | "interpolated" | "imported" | "listed" | "assumed";
      note: string;
    }[];
  };
  /** null where nobody states the watts */
  energy: {
    kwhPerMonth: number;
    /** null where no price of a kWh is stated */
    costPerMonth: number | null;
    /** null where no intensity is stated */
    co2KgPerMonth: number | null;
    joulesPerRequest: number | null;
    note: string;
  } | null;
  sensitivity: {
    what: "price" | "demand" | "service time";
    /** share by which it changes, such as 0.1 */
    change: number;
    /** then needed; null where none of the fleets that were tried suffices */
    replicas: number | null;
    /** with so many */
    costPerMonth: number | null;
    /** of this fleet, unchanged, at the busiest hour */
    p99Ms: number | null;
    /** whether this fleet, unchanged, then keeps the objectives */
    holds: boolean | null;
  }[];
  /** what one more replica buys */
  oneMore: {
    replicas: number;
    p99Ms: number | null;
    costPerMonth: number;
    outOfObjectiveMinutes: number | null;
  } | null;
  /** the same fleet with one replica less: it misses, or the search would have taken it */
  oneFewer: { replicas: number; p99Ms: number | null; holds: boolean } | null;
  /** work that could wait, such as over night; null where nothing is left over */
  batchWork: {
    /** replica hours in which the demand leaves machines over */
    idleReplicaHoursPerMonth: number;
    /** that they could compute in full batches */
    requestsPerMonth: number;
    /** of all requests together, if they did */
    costPerMillionRequests: number;
    note: string;
  } | null;
  /** null without spot machines */
  spot: {
    /** name of the fallback */
    policy: "none" | "on-demand" | "overprovision" | "overprovision-then-on-demand";
    zones: number;
    /** spot machines beyond those that the objectives need */
    extra: number;
    /** replicas that go when a zone takes its machines away */
    lostAtOnce: number;
    /** times that a zone takes all its machines away, on average */
    preemptionsPerMonth: number;
    /** the middle 95 % of months with these parameters */
    preemptionsRange: { low: number; high: number } | null;
    /** share of the time in which the fallback serves in place of spot machines */
    fallbackShare: number;
    /** share of the time in which replicas are missing whose machines were taken away */
    missingShare: number;
    /**
     * at the busiest hour, of the window that begins with the notice of a zone; null where too many fail.
     * peak.p99Ms is that without a preemption
     */
    p99MsDuringFallback: number | null;
    /** lower end of its 95 % interval over the seeds */
    p99LowMs: number | null;
    p99HighMs: number | null;
    /** length of that window */
    windowMs: number;
    /** minutes out of objective that preemptions cause, on average */
    missedMinutesPerMonth: number;
    /** upper end of their 95 % interval */
    missedMinutesHigh: number | null;
    /** parts of the cost of a month, on average */
    costPerMonth: {
      /** machines that are never taken away */
      base: number;
      spot: number;
      /** on-demand machines in the place of spot machines */
      fallback: number;
    } | null;
    /** what the middle 95 % of months cost */
    costRange: { low: number; high: number } | null;
    /** words of the plimsoll simulate that repeats the window of a preemption */
    command: string[];
    /** where the parameters of preemptions come from */
    source: string;
    note: string;
  } | null;
  /** settings to apply to real servers, which read back give this fleet */
  apply: { file: string; title: string; text: string }[];
  /** ways in which its replicas may go through the day, where --replicas-by or --autoscaler ask for them */
  throughDay: {
    /** the same all day; ordered by the hour; or ordered by an autoscaler */
    way: "fixed" | "by hour" | "autoscaled";
    /** what orders the replicas, in words */
    words: string;
    /** file of the folder apply/ that orders them in a cluster; null where there is none */
    manifest: string | null;
    /** how long before its hour a replica is ordered; null where no hour orders it */
    leadMinutes: number | null;
    /** replicas from a minute of the day on, spare ones included; empty where an autoscaler orders them */
    orders: { atMinute: number; replicas: number }[];
    /** that are paid for: as ordered, or as simulated where an autoscaler orders them */
    replicaHoursPerDay: number;
    costPerMonth: number;
    costPerMillionRequests: number | null;
    /** share of the cost of the fixed fleet that it saves; negative where it costs more */
    savedShare: number;
    hours: {
      hour: number;
      busiestPerSec: number;
      /** that are paid for, on average */
      replicas: number;
      /** fewest that keep the objectives at the hour's rate, spare ones included; null where nobody looked */
      needed: number | null;
      /**
       * mean over the seeds: of the whole day, else of a window with the fewest; null where neither was
       * simulated
       */
      p99Ms: number | null;
      /** minutes that miss an objective, on average; null without a whole day */
      missedMinutes: number | null;
      /** whether the objectives hold; null where it was not simulated */
      holds: boolean | null;
    }[];
    /** null where the whole day was not simulated */
    day: {
      seeds: number[];
      /** simulated under all seeds together */
      requests: number;
      /** replicas that existed, starting and ending ones among them */
      replicaHoursPerDay: {
        mean: number | null;
        /** lower end of the 95 % interval of the mean over the seeds, by Student's t */
        low: number | null;
        high: number | null;
        least: number | null;
        most: number | null;
      };
      /**
       * minutes of the day whose own requests miss an objective, scaled to a month; null where no minute had
       * requests
       */
      outOfObjective: {
        /** minutes whose own requests miss an objective, scaled to a month */
        minutesPerMonth: number;
        low: number | null;
        /** 95 % interval over the seeds, by Student's t */
        high: number | null;
        /** that --error-budget allows a month */
        budgetMinutes: number;
        /**
         * whether the budget is shown to be kept, or shown to be exceeded; null: too few minutes were
         * simulated to tell
         */
        isWithin: boolean | null;
        /** which hours were simulated, and how the others are bounded */
        note: string;
      } | null;
      /** the three hours with the highest p99, the worst first */
      worstHours: {
        hour: number;
        /** over the seeds; null where a seed has none, as where too many requests failed */
        p99Ms: {
          mean: number | null;
          /** lower end of the 95 % interval of the mean over the seeds, by Student's t */
          low: number | null;
          high: number | null;
          least: number | null;
          most: number | null;
        };
      }[];
      /** replicas from a moment on, under the first seed */
      replicas: {
        /** virtual time, ms from the start of the schedule */
        atMs: number;
        existing: number;
        ready: number;
      }[];
      /** the first decisions that changed the number of replicas, under the first seed */
      decisions: {
        /** virtual time, ms from the start of the schedule */
        atMs: number;
        /** when the last of alike decisions in a row was made */
        untilMs: number;
        /** number of alike decisions in a row */
        times: number;
        by: string;
        metrics: { name: string; value: number | null; target: number }[];
        /** replicas by the metrics alone */
        recommended: number | null;
        desired: number;
        current: number;
        heldBackBy: string[];
      }[];
      /** further ones */
      omittedDecisions: number;
      /** words of the plimsoll simulate that repeats the day */
      command: string[];
    } | null;
    /** targets of an HPA that the plan made, each tried over a day under the first seed */
    tried: {
      /** requests per second of each replica at which the HPA holds the fleet */
      targetPerSec: number;
      replicaHoursPerDay: number;
      /** minutes of the day that miss an objective */
      missedMinutes: number;
      /** no more than the error budget allows, or than the fixed fleet misses */
      isKept: boolean;
    }[];
    note: string;
  }[];
  notes: string[];
}

/** A hosted model beside a plan: what the tokens of the same demand would cost there. */
export interface PlanHosted {
  /** as --hosted has it */
  model: string;
  /** provider and model as the table has them; null where the user states the prices */
  listedAs: string | null;
  prices: {
    input: {
      /** USD per million tokens */
      perMillion: number;
      /** prices of whole requests whose input has more tokens */
      longer: { aboveTokens: number; perMillion: number }[];
    };
    /** null where none is listed, as for embeddings */
    output: {
      /** USD per million tokens */
      perMillion: number;
      /** prices of whole requests whose input has more tokens */
      longer: { aboveTokens: number; perMillion: number }[];
    } | null;
    /** null where none is listed */
    cachedInput: {
      /** USD per million tokens */
      perMillion: number;
      /** prices of whole requests whose input has more tokens */
      longer: { aboveTokens: number; perMillion: number }[];
    } | null;
    words: string;
    /** day on which they were listed; null where the user states them */
    asOf: string | null;
    source: string;
    /** why the day is to be doubted; null where it is recent */
    stale: string | null;
    /** true: the user stated them; false: they stand in a price table */
    isStated: boolean;
  };
  tokens: {
    /** of each input */
    meanInput: number;
    mostInput: number;
    /** of each answer */
    output: number;
    /** of the input, as the user states; 0 where nobody says it */
    cachedShare: number;
    /** who says so */
    note: string;
  };
  costPerRequest: number;
  costPerMillionRequests: number;
  /** of input and output together, as the demand mixes them */
  costPerMillionTokens: number;
  /** of the whole demand of the plan */
  costPerMonth: number;
  /** costPerMonth over that of the cheapest fleet; null where no fleet keeps the objectives */
  timesCheapestFleet: number | null;
  /** null where no fleet of one machine type was found to hold it against */
  breakEven: {
    /** machine type of the fleet that is held against it */
    machine: string;
    /**
     * never: one replica costs more per request however full it is; beyond: no number of replicas that was
     * tried pays off
     */
    state: "found" | "never" | "beyond";
    /** the lowest demand at which a fleet of them costs no more; null where there is none */
    pays: {
      replicas: number;
      /** mean demand at which so many replicas cost as much as the hosted model */
      meanPerSec: number;
      /** demand of the busiest hour then, at which they keep the objectives */
      busiestPerSec: number;
      costPerMonth: number;
    } | null;
    /**
     * from this demand on the next replica is needed only where it pays for itself already, so the fleet
     * costs no more at any higher demand, as long as each replica carries as much; null where that was not
     * reached
     */
    alwaysPays: { replicas: number; meanPerSec: number; busiestPerSec: number } | null;
    /** the same as a sentence */
    words: string;
  } | null;
  /** the kind of each number, by its key */
  provenance: Record<string, NumberProvenance>;
  notes: string[];
}

/** One hour of the demand that a plan is made for. */
export interface PlanHour {
  /** of the day, or of the week where there are more than 24; 0 = midnight */
  hour: number;
  /** mean demand of the hour */
  ratePerSec: number;
  /** demand that it is held to: the highest of the hour that is known */
  busiestPerSec: number;
}

/** One objective of a plan, and whether a fleet keeps it. */
export interface PlanFleetObjective {
  objective: string;
  unit: string;
  /** over the seeds; null where a seed has none, as where too many requests failed */
  observed: {
    mean: number | null;
    /** lower end of the 95 % interval of the mean over the seeds, by Student's t */
    low: number | null;
    high: number | null;
    least: number | null;
    most: number | null;
  };
  /** the worse end of the interval keeps it, and every seed has the figure */
  holds: boolean;
  /** seeds under which it holds */
  seedsHold: number;
}

/** The provenance of a number: its kind, and what it rests on. */
export interface NumberProvenance {
  /**
   * measured: here; simulated: by the model; interpolated: between or beyond simulated loads; imported:
   * measured by others; listed: of a price table; assumed: the user states it
   */
  kind: "measured" | "simulated" | "interpolated" | "imported" | "listed" | "assumed";
  /** the kinds of the numbers that it is worked out from */
  restsOn: ("measured" | "simulated" | "interpolated" | "imported" | "listed" | "assumed")[];
  /** what it rests on, in words */
  note: string;
}

/** One verification of a plan: what `result.json` of `plimsoll capacity --verify` holds. */
export interface VerificationResult {
  schemaVersion: 1;
  kind: "verification";
  plimsollVersion: string;
  /** words of the command line that repeats this */
  command: string[];
  /** wall clock, ISO 8601, UTC */
  startedAt: string;
  /** interrupted before the run ended */
  partial: boolean;
  /** of the run; none of the plan's */
  seed: number;
  /** how far off a forecast may be, as a share of it */
  within: number;
  state: "held" | "not held" | "not shown";
  /** the answer in a sentence */
  answer: string;
  plan: {
    /** as it was given */
    file: string;
    startedAt: string;
    answer: string;
    /** which of its fleets, from 1, the cheapest */
    fleet: number;
    machines: string;
    replicas: number;
    seeds: number;
  };
  target: RunTarget;
  /** addresses that shared the load */
  endpoints: number;
  traffic: {
    words: string;
    ratePerSec: number;
    measuredMs: number;
    /** which part of the plan's demand was sent */
    note: string;
  };
  figures: HeldFigure[];
  objectives: HeldObjective[];
  run: {
    /** in this folder: the run, with its own report */
    folder: string;
    valid: boolean;
    /** why it is invalid */
    reasons: string[];
  };
  notes: string[];
}

/** A figure of a plan beside the measurement. */
export interface HeldFigure {
  figure: string;
  title: string;
  unit: "ms" | "share";
  /** mean over the seeds of the plan */
  forecast: number | null;
  /**
   * where one run of the plan's own simulation lies in 95 of 100, widened by --within; null where the
   * plan has no interval
   */
  allowed: { low: number; high: number } | null;
  measured: number | null;
  /** 95 % interval of the measured figure; null where the run has none */
  interval: { low: number; high: number } | null;
  /** forecast over measured, less 1; null where either is missing or 0 */
  error: number | null;
  /**
   * held: the 95 % interval of the measurement lies within what is allowed; higher, lower: it lies
   * outside; not shown: neither, or the run is invalid
   */
  answer: "held" | "higher" | "lower" | "not shown";
  /** why nothing is shown; null where it is */
  why: string | null;
}

/** An objective of a plan beside the measurement. */
export interface HeldObjective {
  objective: string;
  unit: string;
  /** mean over the seeds of the plan */
  forecast: number | null;
  observed: number | null;
  /** of the run, by its bounds */
  answer: "holds" | "misses" | "not shown";
}
