import { largest } from "../../core/extremes.ts";
import { percentileLabel } from "../../core/format.ts";
import type { GeneratorHealth } from "../../result/generator.ts";
import { PERCENTILES } from "../../result/latency-figures.ts";
import { LATENESS } from "../lateness/rule.ts";
import { hasRoom, type RunTimes, summarisedTimes } from "../lateness/run-times.ts";
import { isSpoiled, type Spoil, spoilOf, spoilOfObjective } from "../lateness/spoil.ts";
import { mostWords, spoilWords } from "../lateness/words.ts";
import { floorOf } from "../objective-floor.ts";
import { type Check, doesNotApply, percent, type VerdictInput } from "./check.ts";

const TITLE = "requests left on time";
/**
 * Share of the send lag from which a stall of the machine explains the lag: the generator wakes from the same sleep.
 */
const MACHINE_SHARE = 0.5;
/** Busy share from which a thread may be late of its own work. */
const BUSY_SHARE = 0.7;
/** The shortest wait that a reader is told of, ms: threads wake a fraction of it late every day. */
const NOTABLE_WAIT_MS = 2;

/**
 * Checks that requests left on time: when the schedule said, and in a closed loop when a user was free to send, so that
 * response time is service time there. Lateness is judged by the figures it spoils: what it added to the p99 of response time (to
 * the highest percentile that has enough samples, or to the longest where none has), and to the figure of each objective that the user gave. (Most late sends
 * wait behind nothing and do no harm there.) A thread that sleeps and wakes as the generator does, and does nothing else, shows whose
 * fault it was.
 */
export function late(run: VerdictInput): Check {
  const { response, lateness = LATENESS, objectives, scheduled } = run;
  const times = run.times ?? summarisedTimes(run);
  const key = (["p99", "p95", "p90", "p50", "max"] as const).find((k) => response[k] !== null);
  const own = key && spoilOf(times, "response", key === "max" ? key : PERCENTILES[key], lateness);
  if (own == null) return doesNotApply("late", TITLE, "there are no answers");
  const ofObjectives = objectives
    .filter((objective) => scheduled >= floorOf(objective))
    .flatMap((objective) => spoilOfObjective(objective, times, lateness) ?? []);
  const spoiled = [own, ...ofObjectives.filter((spoil) => !isSame(spoil, own))].filter(isSpoiled);
  const [worst = own] = spoiled;
  const shown = spoiled.length === 0 ? [own] : spoiled;
  return {
    ...culprit(run, times, worst, shown.map((spoil) => spoilWords(spoil, true)).join(" and ")),
    title: TITLE,
    observed: shown.map((spoil) => spoilWords(spoil, false)).join("; "),
    limit: shown.map((spoil) => mostWords(spoil, lateness)).join("; "),
    holds: spoiled.length === 0,
  };
}

function isSame(a: Spoil, b: Spoil): boolean {
  return a.time === b.time && a.statistic === b.statistic && a.unit === b.unit;
}

function culprit(
  { health }: VerdictInput,
  times: RunTimes,
  { statistic, receiving }: Spoil,
  spoiled: string,
): Pick<Check, "code" | "message" | "cure"> {
  if (health === null) {
    return {
      code: "late",
      message: `requests left late: ${spoiled} is the generator's or its machine's, not the server's`,
      cure: "lower --rate or --concurrency, raise --workers, or move the generator to a machine of its own",
    };
  }
  // Of the same requests as the latency: a longest lag that spoiled nothing else would hide whose fault the others are.
  const lagMs = times.at("sendLag", statistic) ?? times.at("sendLag", "max") ?? 0;
  const machineMs = machineLateMs(health);
  const steal = health.stealShare === null ? "" : `; ${percent(health.stealShare)} of CPU time was stolen`;
  if (receiving)
    return {
      code: "machine-stalls",
      message: `the machine stalled while answers came: ${waitWords(health)}${steal}; ${spoiled} is the machine's, since answers waited to be read`,
      cure: MACHINE_CURE,
    };
  if (hasRoom(health) && machineMs > 0 && machineMs >= MACHINE_SHARE * lagMs) {
    return {
      code: "machine-stalls",
      message:
        `the machine stalled: a thread that does nothing but sleep and wake was itself ${machineMs.toFixed(2)} ms ` +
        `late at p99 (the generator ${lagMs.toFixed(2)} ms at ${lagWords(statistic)})${steal}; ${spoiled} is the machine's`,
      cure: MACHINE_CURE,
    };
  }
  if (!hasRoom(health) || largest(health.busyShare, 0) >= BUSY_SHARE)
    return {
      code: "late",
      message: `the generator could not keep up: ${spoiled} is its own; ${whatItDid(health)}`,
      cure: "lower --rate or --concurrency, or give it more cores and raise --workers",
    };
  const cause = isHeldUp(health, lagMs)
    ? `other programs held the CPU: ${spoiled} is this machine's; the generator had little to do and still woke late`
    : `requests left late: ${spoiled} is the generator's or its machine's, not the server's; why was not seen, since the generator had little to do`;
  return {
    code: "late",
    message: `${cause}: ${whatItDid(health)}`,
    cure: "stop the other work on this machine, or move the generator to one of its own",
  };
}

const MACHINE_CURE = "use another machine, fewer neighbours on this one, or cores of the generator's own";

function lagWords(statistic: Spoil["statistic"]): string {
  if (statistic === "max") return "most";
  return typeof statistic === "number" ? percentileLabel(`p${statistic}`) : statistic;
}

/** How often a thread that does nothing but sleep and wake would have waited, from a time that is no everyday matter on. */
function waitWords({ machineWaits, machineStallMs }: GeneratorHealth): string {
  const notable = (machineWaits ?? []).find(({ ms }) => ms >= NOTABLE_WAIT_MS) ?? machineWaits?.[0];
  const longest =
    machineStallMs !== null && machineStallMs.longest > 0
      ? `, ${machineStallMs.longest.toFixed(0)} ms at most`
      : "";
  if (notable === undefined) return `a thread that does nothing but sleep and wake stood still${longest}`;
  return `at ${percent(notable.share)} of all moments, a thread that does nothing but sleep and wake was more than ${notable.ms.toPrecision(2)} ms late${longest}`;
}

/** Whether the event loop was late enough to explain the lag, which a thread that has little to do is only where it is held up. */
function isHeldUp({ eventLoopDelayMs }: GeneratorHealth, lagMs: number): boolean {
  return eventLoopDelayMs.p99 > 0 && eventLoopDelayMs.p99 >= MACHINE_SHARE * lagMs;
}

/**
 * Lateness of the thread that only sleeps and wakes, at p99 of time: its own p99 misses a single long stop, in which it
 * is not woken, so a stop that took a hundredth of the time counts by its length.
 */
function machineLateMs({ machineLagMs, machineStallMs, watchedMs }: GeneratorHealth): number {
  const stood = machineStallMs !== null && watchedMs !== null && machineStallMs.total >= watchedMs / 100;
  return Math.max(machineLagMs?.p99 ?? 0, stood ? machineStallMs.longest : 0);
}

function whatItDid({
  busyShare,
  cpuCores,
  availableCores,
  eventLoopDelayMs,
  gcPauses,
}: GeneratorHealth): string {
  return (
    `it used ${cpuCores.toFixed(1)} of ${availableCores} cores, its busiest thread worked ${percent(largest(busyShare, 0))} of the measured part, its event loop was ` +
    `${eventLoopDelayMs.p99.toFixed(2)} ms late at p99, with ${gcPauses.totalMs.toFixed(0)} ms of garbage collection`
  );
}
