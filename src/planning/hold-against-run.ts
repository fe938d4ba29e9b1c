import type { PlanFleet } from "../result/plan-result.ts";
import type { RunResult } from "../result/run-result.ts";
import type { VerificationResult } from "../result/verification-result.ts";
import { wilsonInterval } from "../stats/accuracy.ts";

type HeldFigure = VerificationResult["figures"][number];
type HeldObjective = VerificationResult["objectives"][number];
type OverSeeds = PlanFleet["peak"]["p99Ms"];
interface Interval {
  readonly low: number;
  readonly high: number;
}

const LATENCIES = [
  { figure: "p50Ms", title: "p50", key: "p50" },
  { figure: "p95Ms", title: "p95", key: "p95" },
  { figure: "p99Ms", title: "p99", key: "p99" },
  { figure: "meanMs", title: "mean", key: "mean" },
] as const;

/**
 * Holds each figure of a plan's fleet against a run under its traffic.
 *
 * @param seeds number of seeds of the plan
 * @param within how far off a forecast may be, as a share of it
 */
export function figuresAgainst(
  { peak }: PlanFleet,
  run: RunResult,
  { seeds, within }: { readonly seeds: number; readonly within: number },
): HeldFigure[] {
  const { response } = run.latencyMs;
  const { scheduled, failed } = run.requests;
  const latencies = LATENCIES.map(({ figure, title, key }) => {
    const confidence = response.confidence[key];
    const said = { figure, title, unit: "ms" as const, forecast: peak[figure].mean };
    const measured = response[key];
    const interval = confidence?.interval ?? null;
    const absent = confidence?.absent ?? response.absent[key] ?? "the run states no interval of it";
    return judged(said, allowedBy(peak[figure], seeds, within), { measured, interval, absent }, run);
  });
  const share = scheduled === 0 ? null : failed / scheduled;
  const failures = judged(
    { figure: "failedShare", title: "failed", unit: "share", forecast: peak.failedShare.mean },
    allowedShare(allowedBy(peak.failedShare, seeds, within)),
    {
      measured: share,
      interval: share === null ? null : wilsonInterval(share, scheduled),
      absent: "no request was scheduled",
    },
    run,
  );
  return [...latencies, failures];
}

/** The share of failures that passes for none in either direction: of a thousand requests, one. */
const NEGLIGIBLE_SHARE = 0.001;

/** A forecast of no failure at all allows for those that nobody would call a difference. */
function allowedShare(allowed: Interval | null): Interval | null {
  return allowed === null ? null : { low: allowed.low, high: Math.max(allowed.high, NEGLIGIBLE_SHARE) };
}

/**
 * The values that a single run of what was simulated takes in 95 of 100, widened by a share: the interval of the mean of n values by
 * Student's t, times √(n + 1), is that of one more value (Hahn & Meeker 1991, "Statistical Intervals", section 4.7).
 */
export function allowedBy({ mean, high }: OverSeeds, seeds: number, within: number): Interval | null {
  if (mean === null || high === null) return null;
  const half = (high - mean) * Math.sqrt(seeds + 1);
  return { low: Math.max(0, mean - half) * (1 - within), high: (mean + half) * (1 + within) };
}

function judged(
  said: Pick<HeldFigure, "figure" | "title" | "unit" | "forecast">,
  allowed: Interval | null,
  { measured, interval, absent }: { measured: number | null; interval: Interval | null; absent: string },
  { verdict }: RunResult,
): HeldFigure {
  const { forecast } = said;
  const error = forecast === null || !measured ? null : forecast / measured - 1;
  const about = { ...said, allowed, measured, interval, error };
  const open = (why: string): HeldFigure => ({ ...about, answer: "not shown", why });
  if (!verdict.valid) return open("the run is invalid");
  if (allowed === null) return open("the plan has no interval of it");
  if (interval === null) return open(absent);
  if (interval.low > allowed.high) return { ...about, answer: "higher", why: null };
  if (interval.high < allowed.low) return { ...about, answer: "lower", why: null };
  if (interval.low >= allowed.low && interval.high <= allowed.high)
    return { ...about, answer: "held", why: null };
  return open("the interval of the measurement lies across the end of what is allowed: a longer run decides");
}

/** The objectives of a fleet beside what the run says of them. */
export function objectivesAgainst({ objectives }: PlanFleet, run: RunResult): HeldObjective[] {
  return objectives.map(({ objective, unit, observed }) => {
    const found = run.slo.find((one) => one.objective === objective);
    const answer = found?.answer === "holds" || found?.answer === "misses" ? found.answer : "not shown";
    return { objective, unit, forecast: observed.mean, observed: found?.observed ?? null, answer };
  });
}

/** Whether a forecast held as a whole: every objective and every figure decides. */
export function stateOf(
  figures: readonly HeldFigure[],
  objectives: readonly HeldObjective[],
): VerificationResult["state"] {
  const answers = [...figures, ...objectives].map(({ answer }) => answer);
  if (answers.some((answer) => ["higher", "lower", "misses"].includes(answer))) return "not held";
  return answers.includes("not shown") ? "not shown" : "held";
}

/** The answer of a verification in a sentence. */
export function verificationSentence(
  state: VerificationResult["state"],
  figures: readonly HeldFigure[],
  objectives: readonly HeldObjective[],
): string {
  const names = (rows: readonly { title?: string; objective?: string }[]) =>
    rows.map(({ title, objective }) => title ?? objective ?? "").join(", ");
  const missed = objectives.filter(({ answer }) => answer === "misses");
  const higher = figures.filter(({ answer }) => answer === "higher");
  const lower = figures.filter(({ answer }) => answer === "lower");
  const open = [...figures, ...objectives].filter(({ answer }) => answer === "not shown");
  const parts = [
    ...(missed.length === 0 ? [] : [`${names(missed)} ${missed.length === 1 ? "misses" : "miss"}`]),
    ...(higher.length === 0 ? [] : [`${names(higher)} measured above what the plan allows`]),
    ...(lower.length === 0 ? [] : [`${names(lower)} measured below it`]),
    ...(open.length === 0 ? [] : [`${names(open)} not shown`]),
  ];
  const head = {
    held: "the forecast held",
    "not held": "the forecast did not hold",
    "not shown": "whether the forecast holds is not shown",
  }[state];
  return parts.length === 0
    ? `${head}: every objective holds, and every figure lies within what the plan allows`
    : `${head}: ${parts.join("; ")}`;
}
