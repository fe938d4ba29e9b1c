import { largest } from "../../core/extremes.ts";
import type { GeneratorHealth } from "../../result/generator.ts";
import { type Check, doesNotApply, percent, type VerdictInput } from "./check.ts";

const TITLE = "requests left on time";
const LATENESS = { ms: 1, share: 0.05 };
/**
 * Share of the send lag from which a stall of the machine explains the lag: the generator wakes from the same sleep.
 */
const MACHINE_SHARE = 0.5;
const ROOM_SHARE = 0.9;
/** Busy share from which a thread may be late of its own work. */
const BUSY_SHARE = 0.7;

/**
 * Checks that requests left on time: when the schedule said, and in a closed loop when a user was free to send, so that
 * response time is service time there. Lateness is judged by the latency it spoils: what it added to the reported p99, to
 * the highest percentile that has enough samples, or to the longest where none has. (Most late sends wait behind nothing
 * and do no harm there.) A thread that sleeps and wakes as the generator does, and does nothing else, shows whose fault it was.
 */
export function late(run: VerdictInput): Check {
  const { response, service, lateness = LATENESS } = run;
  const key = (["p99", "p95", "p90", "p50", "max"] as const).find((k) => response[k] !== null);
  if (key === undefined) return doesNotApply("late", TITLE, "there are no answers");
  const total = response[key] ?? 0;
  const spoiledMs = total - (service[key] ?? 0);
  const limitMs = Math.max(lateness.ms, lateness.share * total);
  const name = key === "max" ? "longest" : key;
  const spoiled = `${spoiledMs.toFixed(2)} ms`;
  return {
    ...culprit(run, key, `${spoiled} of the ${key === "max" ? "longest response" : `response ${key}`}`),
    title: TITLE,
    observed: `${spoiled} of ${name}`,
    limit: `at most ${limitMs.toFixed(2)} ms, the larger of ${lateness.ms} ms and ${percent(lateness.share)} of ${name}`,
    holds: spoiledMs <= limitMs,
  };
}

function culprit(
  { health, sendLag }: VerdictInput,
  key: "p50" | "p90" | "p95" | "p99" | "max",
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
  const lagMs = sendLag[key] ?? sendLag.max ?? 0;
  const machineMs = machineLateMs(health);
  // When our threads use every core, that thread waits for them: then it says nothing about the machine.
  const hasRoom = health.cpuCores < ROOM_SHARE * health.availableCores;
  if (hasRoom && machineMs > 0 && machineMs >= MACHINE_SHARE * lagMs) {
    const steal = health.stealShare === null ? "" : `; ${percent(health.stealShare)} of CPU time was stolen`;
    return {
      code: "machine-stalls",
      message:
        `the machine stalled: a thread that does nothing but sleep and wake was itself ${machineMs.toFixed(2)} ms ` +
        `late at p99 (the generator ${lagMs.toFixed(2)} ms at ${key === "max" ? "most" : key})${steal}; ${spoiled} is the machine's`,
      cure: "use another machine, fewer neighbours on this one, or cores of the generator's own",
    };
  }
  if (!hasRoom || largest(health.busyShare, 0) >= BUSY_SHARE)
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
