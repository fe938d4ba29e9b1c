import { type Arrivals, arrivalProcess, startArrivals } from "../arrivals/index.ts";
import { createRng } from "../core/rng.ts";
import type { BurstMetrics } from "../result/burst.ts";
import { BURST_WINDOWS_SEC, BurstAccumulator } from "../stats/burst.ts";
import { median } from "../stats/median.ts";
import { BacklogCurve, HEADROOMS } from "./backlog.ts";
import { type FitErrors, fitProblems, LEAST_CV, MOST_CV } from "./fit-problems.ts";
import { type IdcPoint, idcError, mmppProfile } from "./mmpp-profile.ts";

/** Number of simulations of a model for the comparison with the trace. */
export const FIT_SEEDS = 20;
/** Number of simulated arrivals that decide between two models. */
const DECIDING_ARRIVALS = 400_000;
/** Most arrivals in one simulation of the comparison. */
const MOST_ARRIVALS = 200_000;

/** The properties of a trace that a fit uses, in constant memory. */
export interface TraceShape {
  readonly ratePerSec: number;
  readonly durationSec: number;
  readonly burst: BurstMetrics;
  readonly idcCurve: readonly IdcPoint[];
  /** p99 wait at each of HEADROOMS, seconds. */
  readonly waitsSec: readonly number[];
}

/** A model, how far it is from the trace, and why it is no good fit; no reason for a good one. */
export interface Candidate extends FitErrors {
  readonly problems: readonly string[];
}

/**
 * One line of the comparison of model and trace; the model's value is the median of the simulations, with their 10th
 * and 90th percentile.
 */
export interface Match {
  readonly metric: string;
  readonly trace: number | null;
  readonly model: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export interface TraceFit {
  readonly arrivals: Arrivals;
  /** Why the model is no good fit; empty for one that is. */
  readonly problems: readonly string[];
  /** The best model of each family, best first. */
  readonly candidates: readonly Candidate[];
  readonly matches: readonly Match[];
  readonly simulatedSec: number;
}

/**
 * Fits by moments: the mean rate and the curve of IDC over window length, then the waits of imagined queues, which
 * decide between models that share an IDC curve. Not by likelihood: a likelihood is made of the many ordinary gaps,
 * and misses the few bursts that fill queues (a gamma process fitted so carried 4.4 times the load of its trace).
 *
 * A model that is no good fit is taken only where none is: of MMPPs with nearly the same error, one may lie at a bound
 * of the search, and another not.
 */
export function fitTrace(shape: TraceShape, seed: number): TraceFit {
  const { ratePerSec, durationSec, idcCurve } = shape;
  const cv = Math.min(MOST_CV, Math.max(LEAST_CV, shape.burst.interArrivalCv ?? 1));
  const profile = mmppProfile(ratePerSec, durationSec, idcCurve);
  const models: Arrivals[] = [{ kind: "poisson", ratePerSec }, { kind: "gamma", ratePerSec, cv }, ...profile];
  const ranked = models
    .map((arrivals) => judge(arrivals, shape, seed))
    .sort((a, b) => Math.sign(a.problems.length) - Math.sign(b.problems.length) || total(a) - total(b));
  const [best] = ranked;
  if (best === undefined) throw new TypeError("there is always a model");
  const simulatedSec = Math.min(durationSec, MOST_ARRIVALS / ratePerSec);
  return {
    arrivals: best.arrivals,
    problems: best.problems,
    candidates: ranked.filter(
      (candidate, i) => ranked.findIndex((c) => c.arrivals.kind === candidate.arrivals.kind) === i,
    ),
    matches: compare(best.arrivals, shape, simulatedSec, seed),
    simulatedSec,
  };
}

function total(candidate: Candidate): number {
  return Math.hypot(candidate.idcError, candidate.waitError);
}

/**
 * Judges a model by few long simulations for a long trace, or many short ones for a short trace, whose shape is a
 * matter of luck.
 */
function judge(arrivals: Arrivals, shape: TraceShape, seed: number): Candidate {
  const traceArrivals = shape.ratePerSec * shape.durationSec;
  const runs = Math.min(FIT_SEEDS, Math.max(3, Math.ceil(DECIDING_ARRIVALS / traceArrivals)));
  const seconds = Math.min(shape.durationSec, DECIDING_ARRIVALS / runs / shape.ratePerSec);
  const theory = arrivalProcess(arrivals).theory(arrivals).idc;
  const simulated = Array.from({ length: runs }, (_, run) =>
    simulate(arrivals, shape.ratePerSec, seconds, seed + run, theory === undefined),
  );
  const idcAt = (sec: number) =>
    theory?.(sec) ??
    median(simulated.flatMap(({ curve }) => curve.filter((p) => p.sec === sec).map((p) => p.idc))) ??
    Number.NaN;
  const known = shape.idcCurve.filter(({ sec }) => idcAt(sec) > 0);
  const meanGapSec = 1 / shape.ratePerSec; // waits far below a gap do not matter
  const squares = shape.waitsSec.map((wait, i) => {
    const model = median(simulated.map(({ waitsSec }) => waitsSec[i] ?? 0)) ?? 0;
    return Math.log((model + meanGapSec) / (wait + meanGapSec)) ** 2;
  });
  const waitError = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
  const errors = { arrivals, idcError: idcError(known, idcAt), waitError };
  return { ...errors, problems: fitProblems(errors, shape.durationSec) };
}

function simulate(
  arrivals: Arrivals,
  ratePerSec: number,
  seconds: number,
  seed: number,
  withCounts: boolean,
) {
  const horizonMs = seconds * 1000;
  const next = startArrivals(arrivals, createRng(seed, "fit"), { horizonMs, traces: {} });
  const burst = new BurstAccumulator();
  const backlog = new BacklogCurve(ratePerSec);
  for (let atMs = next(); atMs < horizonMs; atMs = next()) {
    backlog.add(atMs);
    if (withCounts) burst.add(atMs);
  }
  return { metrics: burst.finish(), curve: burst.idcCurve(), waitsSec: backlog.p99WaitSec() };
}

function compare(arrivals: Arrivals, shape: TraceShape, seconds: number, seed: number): Match[] {
  const runs = Array.from({ length: FIT_SEEDS }, (_, run) =>
    simulate(arrivals, shape.ratePerSec, seconds, seed + run, true),
  );
  const row = (metric: string, trace: number | null, pick: (run: (typeof runs)[number]) => number | null) => {
    const values = runs.map(pick).filter((value) => value !== null);
    const at = (share: number) => (values.length < FIT_SEEDS ? null : quantile(values, share));
    return { metric, trace, model: at(0.5), low: at(0.1), high: at(0.9) };
  };
  const window = (metrics: BurstMetrics, sec: number) =>
    metrics.windows[sec] ?? { idc: null, peakToMean: null };
  return [
    row("rate per second", shape.ratePerSec, (run) => run.metrics.ratePerSec),
    row("CV of the gaps", shape.burst.interArrivalCv, (run) => run.metrics.interArrivalCv),
    ...BURST_WINDOWS_SEC.map((sec) =>
      row(`IDC(${sec} s)`, window(shape.burst, sec).idc, (run) => window(run.metrics, sec).idc),
    ),
    ...BURST_WINDOWS_SEC.slice(1).map((sec) =>
      row(
        `peak ÷ mean (${sec} s)`,
        window(shape.burst, sec).peakToMean,
        (r) => window(r.metrics, sec).peakToMean,
      ),
    ),
    row("time above twice the mean", shape.burst.timeAboveTwiceMean, (run) => run.metrics.timeAboveTwiceMean),
    ...HEADROOMS.map((headroom, i) =>
      row(
        `p99 wait, servers of ${headroom} × the mean, s`,
        shape.waitsSec[i] ?? null,
        (r) => r.waitsSec[i] ?? null,
      ),
    ),
  ];
}

/** Quantile of the values, with linear interpolation between the order statistics. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  return below + ((sorted[Math.ceil(place)] ?? below) - below) * (place % 1);
}
