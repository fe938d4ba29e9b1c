import type { Figure } from "../result/figure.ts";
import type { RunResult } from "../result/run-result.ts";
import { TOO_FEW } from "../stats/checks/too-few-samples.ts";
import { evidenceOfLine, linePerSec, type PairSearches, whyNoLines } from "./load-line.ts";
import { beyondLimit, differenceOf, type GateMetric } from "./metric.ts";

/** Two runs that were measured one after the other with the same schedule, or two searches for a load line. */
export interface GatePair {
  /** The run of the baseline; of a search the run at its line, which stands for the others. */
  readonly baseline: RunResult;
  readonly candidate: RunResult;
  /** The searches of a gate of load lines; left out where figures of single runs are compared. */
  readonly searches?: PairSearches;
  /** Mean round trip to a null server just before each of the two runs, ms; null where it was not measured. */
  readonly controlMs?: Readonly<Record<"baseline" | "candidate", number | null>>;
  /** Whether the baseline is a stored run, which was sent other requests at another time, so that the two are no pair. */
  readonly isStored?: boolean;
}

/** The evidence of one pair about one metric. */
export interface Evidence {
  /** The difference, above 0 where the candidate is worse; null where the pair has none, and so counts against every claim. */
  readonly difference: number | null;
  /** The largest difference that the pair allows, where it does not know it better; left out where it is the difference. */
  readonly most?: number;
  /** Whether the pair may help to show that the candidate is not worse. */
  readonly mayPass: boolean;
  /**
   * The reason why a good baseline has no such figure, so that further pairs will hardly have it; null in all other cases. Where only the
   * candidate has none, such as a median of answers that failed, that is its doing, and the gate goes on.
   */
  readonly absent: string | null;
  /** The difference of the control series, above 0 where the machine was slower beside the candidate; null where it was not measured. */
  readonly control: number | null;
}

const NOT_STATED = "these runs have no such figure";

/**
 * The reasons for an invalid run that lie with the server. A candidate that is overloaded, crashes or answers nothing well where the baseline
 * did may be shown to be worse by that; that it is as good is shown by valid runs alone.
 */
const OF_THE_SERVER = ["overloaded", "no-data", "server-died", "not-delivered"];

/** The evidence of a pair about a metric. Runs that were not sent the same requests are no pair. */
export function evidenceOf(
  metric: Pick<GateMetric, "figure" | "limit" | "stored">,
  pair: GatePair,
): Evidence {
  const { baseline, candidate, searches } = pair;
  const { figure, limit = null, stored } = metric;
  if (searches !== undefined)
    return { ...evidenceOfLine(figure, searches), control: controlDifference(pair) };
  if (limit !== null) return evidenceOfRun(figure, candidate, (value) => beyondLimit(figure, limit, value));
  if (stored !== undefined)
    return evidenceOfRun(figure, candidate, (value) => differenceOf(figure, stored.middle, value));
  const control = controlDifference(pair);
  if (whyMissing(pair) !== null) return { difference: null, mayPass: false, absent: null, control };
  const [a, b] = [figure.read(baseline), figure.read(candidate)];
  const difference = differenceOf(figure, a, b);
  const isValid = codesOf(candidate).length === 0;
  const absent = isValid && a === null ? (figure.absent?.(baseline) ?? NOT_STATED) : null;
  return { difference, mayPass: isValid && difference !== null, absent, control };
}

/** The value of a figure on one side of a pair; null where its run has none, or its search found no line. */
export function figureOn(figure: Figure, pair: GatePair, side: "baseline" | "candidate"): number | null {
  const { searches } = pair;
  return searches === undefined ? figure.read(pair[side]) : linePerSec(searches[side].lines[figure.id]);
}

/** The evidence of the candidate's run alone, for which the baseline of its pair does not matter. */
function evidenceOfRun(
  figure: Figure,
  candidate: RunResult,
  difference: (value: number) => number | null,
): Evidence {
  const isOfServer = codesOf(candidate).every((code) => OF_THE_SERVER.includes(code));
  const value = isOfServer ? figure.read(candidate) : null;
  const found = value === null ? null : difference(value);
  const isValid = codesOf(candidate).length === 0;
  const absent = isValid && found === null ? (figure.absent?.(candidate) ?? NOT_STATED) : null;
  return { difference: found, mayPass: isValid && found !== null, absent, control: null };
}

/** How much slower the machine was beside the candidate, as the logarithm of the ratio of two round trips; null where that is not known. */
export function controlDifference({ controlMs }: Pick<GatePair, "controlMs">): number | null {
  const { baseline, candidate } = controlMs ?? { baseline: null, candidate: null };
  return baseline === null || candidate === null ? null : Math.log(candidate) - Math.log(baseline);
}

/** The reason why a pair counts as missing, as a phrase; null where it counts. */
export function whyMissing({ baseline, candidate, searches, isStored = false }: GatePair): string | null {
  if (searches !== undefined) return whyNoLines(searches);
  if (!isStored && codesOf(baseline).length > 0)
    return `the baseline's run is invalid (${codesOf(baseline).join(", ")})`;
  const foreign = codesOf(candidate).filter((code) => !OF_THE_SERVER.includes(code));
  if (foreign.length > 0) return `the candidate's run is invalid (${foreign.join(", ")})`;
  if (!isStored && baseline.schedule.sha256 !== candidate.schedule.sha256)
    return "the two sides were sent different requests";
  return null;
}

/** The reasons why a run is invalid; that it is too short to judge an objective alone is none here, where runs are repeated. */
function codesOf({ verdict }: RunResult): string[] {
  return verdict.reasons.map(({ code }) => code).filter((code) => code !== TOO_FEW);
}
