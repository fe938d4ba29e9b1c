import { resolve } from "node:path";
import type { ParsedPlan } from "../../config/plan-options.ts";
import { PlimsollError, usageError } from "../../core/errors.ts";
import { largest } from "../../core/extremes.ts";
import { formatCount, formatRate } from "../../core/format.ts";
import type { Host } from "../../core/host.ts";
import { COUNT_FORMS, readCounts } from "../../planning/demand/count-files.ts";
import {
  busiestHour,
  countedDemand,
  curveDemand,
  type Demand,
  flatDemand,
  scaledDemand,
} from "../../planning/demand/demand.ts";
import type { PlanTraffic } from "../../planning/plan-traffic.ts";
import type { Objective } from "../../result/objective.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { isStationary } from "../../scenario/stationary.ts";
import { floorOf } from "../../stats/objective-floor.ts";
import { repeatedAfterMs } from "../../stats/repetition.ts";
import { loadLengths } from "../../store/load-traces.ts";
import { readTableFile } from "../../store/measured-table.ts";
import { loadScenario } from "../../store/scenario-library.ts";
import { readTrace } from "../../store/trace-file.ts";
import { resolveObjectives, resolveScenario } from "../run/resolve-scenario.ts";
import { payloadSizes } from "../simulate/payload-sizes.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Room above the fewest requests that the objectives can be judged from. */
const ROOM = 1.3;

/**
 * The traffic of a plan: the demand by hour, and the scenario whose rate it is.
 *
 * @throws usage error for traffic without a single rate, without objectives, or with options that contradict each other
 */
export async function planTraffic({ options, given }: ParsedPlan, host: Host): Promise<PlanTraffic> {
  const named = loadScenario(options.scenario, host.cwd, host.packageRoot);
  const isAsked = given.scenario !== undefined;
  const traffic = {
    ...options,
    concurrency: undefined,
    driver: undefined,
    spreadMs: undefined,
    body: undefined,
    target: undefined,
    durationMs: undefined,
  };
  const resolvedAt = (rate: number | undefined): Scenario => {
    const scenario = resolveScenario(named, { ...traffic, rate }, isAsked);
    if (isAsked || given.batch !== undefined) return scenario;
    // Nobody asked for the items of the scenario that comes by default.
    return { ...scenario, payload: { ...scenario.payload, items: 1 } };
  };
  const base = resolvedAt(options.rate);
  const objectives = resolveObjectives(base, options);
  refuseTraffic(base, objectives, options.scenario);
  const { demand: asGiven, file } = await demandOf({ options, given }, base, host);
  const demand = scaledDemand(asGiven, {
    peakPerSec: options.peak ?? null,
    growth: options.growth ?? 0,
  });
  const peakPerSec = busiestHour(demand).busiestPerSec;
  if (!(peakPerSec > 0 && peakPerSec <= 1_000_000))
    throw usageError(
      `the busiest hour has ${formatRate(peakPerSec)}, and a plan is for more than 0/s up to 1,000,000/s`,
      "correct the demand, --peak or --growth",
    );
  const phases = (scenario: Scenario, measureMs: number): Scenario => ({
    ...scenario,
    slo: objectives.map(({ text }) => text),
    phases: { warmupMs: options.warmupMs, measureMs },
  });
  const lengths = await lengthsOf(base, options.seed, host);
  const measureMs =
    options.windowMs ?? windowOf(resolvedAt(peakPerSec), objectives, peakPerSec, options.seeds);
  return {
    scenarioAt: (ratePerSec) => phases(resolvedAt(ratePerSec), measureMs),
    objectives,
    demand: { ...demand, notes: [...demand.notes, ...fewNotes(objectives, peakPerSec, measureMs)] },
    file,
    measureMs,
    itemsPerRequest: base.payload?.items ?? 1,
    lengths,
    meanLength: lengths === null ? null : lengths.reduce((sum, length) => sum + length, 0) / lengths.length,
  };
}

/** Payloads by which the lengths of the requests are told. */
const PAYLOADS = 1024;

async function lengthsOf(
  { payload = {} }: Scenario,
  seed: number,
  host: Host,
): Promise<readonly number[] | null> {
  if (payload.lengths === undefined) return null;
  const samples = await loadLengths(payload.lengths, host.cwd);
  const { sizeOf, payloads } = payloadSizes({ ...payload, repetition: undefined }, seed, samples, PAYLOADS);
  return Array.from({ length: payloads }, (_, index) => sizeOf(index).length);
}

function refuseTraffic({ load }: Scenario, objectives: readonly Objective[], name: string): void {
  if (load.kind !== "open")
    throw usageError(
      `scenario ${name} is ${load.kind === "closed" ? "a closed loop, whose rate the server decides" : "of sessions"}, and a plan is for requests that come at a rate`,
      "name another scenario, or give --arrivals",
    );
  if (!("ratePerSec" in load.arrivals) || !isStationary(load))
    throw usageError(
      `the arrivals "${load.arrivals.kind}" have no single rate: a plan takes the rate of each hour from --curve, --demand or --rate, and from the arrivals only how they clump`,
      "give --arrivals such as poisson, gamma:cv=4 or mmpp:burst=5; plimsoll trace fit finds one like a recording",
    );
  if (objectives.length === 0)
    throw usageError("a plan needs objectives that a fleet has to keep", "add --slo such as p99<=50ms");
  const other = objectives.filter(
    (objective) => objective.kind === "figure" && !["errors", "throughput"].includes(objective.figure),
  );
  if (other.length > 0)
    throw usageError(
      `objective ${other.map(({ text }) => text).join(" and ")} is nothing that a plan is searched by`,
      other.some(({ text }) => text.startsWith("cost"))
        ? "leave it out: a plan looks for the cheapest fleet anyway, and --budget-per-month sets a limit"
        : "leave it out",
    );
}

/** The demand as it is given, before growth. */
async function demandOf(
  { options, given }: ParsedPlan,
  { load }: Scenario,
  host: Host,
): Promise<Pick<PlanTraffic, "demand" | "file">> {
  const { curve, demand: name, rate } = options;
  const ways = Object.entries({ curve, demand: name, rate }).flatMap(([option, value]) =>
    value === undefined ? [] : [`--${option}`],
  );
  if (ways.length > 1)
    throw usageError(`${ways.join(" and ")} each say what the demand is`, "leave all but one out");
  if (curve !== undefined) return { demand: curveDemand(curve), file: null };
  if (name !== undefined) return demandOfFile(name, host);
  const arrivals = load.kind === "open" && "ratePerSec" in load.arrivals ? load.arrivals : null;
  const ratePerSec = rate ?? arrivals?.ratePerSec;
  // The rate of the scenario that comes by default is nobody's demand.
  const isStated =
    rate !== undefined ||
    given.scenario !== undefined ||
    given.peak !== undefined ||
    given.arrivals?.includes("rate") === true;
  if (ratePerSec === undefined || !isStated)
    throw usageError(
      "a plan needs a demand, and nobody says one",
      "add --rate 500, --curve 3=40,14=500, --demand FILE, or name a scenario",
    );
  return { demand: flatDemand(ratePerSec), file: null };
}

async function demandOfFile(name: string, host: Host): Promise<Pick<PlanTraffic, "demand" | "file">> {
  const path = resolve(host.cwd, name);
  const { text, sha256 } = readTableFile(path);
  const file = { name, sha256 };
  const counts = readCounts(text);
  if (typeof counts === "string")
    throw usageError(`--demand ${name}: ${counts}`, "correct the file, or export it again");
  const demand = counts === null ? await demandOfTrace(name, path) : countedDemand(counts, "counts");
  if (demand.hours.length > 0) return { demand, file };
  throw usageError(`--demand ${name} holds no requests`, "give counts, or a trace, of a time with traffic");
}

/** The demand of a trace: its requests a minute, from its first request on. */
async function demandOfTrace(name: string, path: string): Promise<Demand> {
  const minutes = new Map<number, number>();
  try {
    await readTrace(path, {}, (atMs) => {
      const minute = Math.floor(atMs / MINUTE_MS);
      minutes.set(minute, (minutes.get(minute) ?? 0) + 1);
    });
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error;
    throw usageError(
      `--demand ${name} is neither counts of requests nor a trace: ${error.message}`,
      `give one of these: ${COUNT_FORMS.join("; ")}; or a trace that plimsoll trace inspect reads`,
    );
  }
  const last = largest(minutes.keys(), 0);
  // The last minute is rarely whole.
  const counts = Array.from({ length: Math.max(1, last) }, (_, minute) => minutes.get(minute) ?? 0);
  return countedDemand({ fromMinute: null, counts }, "trace");
}

/** Says of objectives that a window has fewer requests than they can be judged from. */
function fewNotes(objectives: readonly Objective[], peakPerSec: number, measureMs: number): string[] {
  const requests = (peakPerSec * measureMs) / 1000;
  return objectives
    .filter((objective) => floorOf(objective) > requests)
    .map(
      (objective) =>
        `about ${formatCount(Math.round(requests))} requests are simulated under each seed, and ${objective.text} takes ${formatCount(floorOf(objective))} to be judged: it may be kept by luck, and a longer --window shows more`,
    );
}

/** How much of each hour is simulated: enough for the objectives, and, over all seeds, for the bursts of the traffic. */
function windowOf(
  { load }: Scenario,
  objectives: readonly Objective[],
  ratePerSec: number,
  seeds: number,
): number {
  const requests = ROOM * largest(objectives.map(floorOf), 0);
  const neededMs = Math.max((requests * 1000) / ratePerSec, (ROOM * repeatedAfterMs(load)) / seeds);
  return Math.min(HOUR_MS, Math.ceil(Math.max(MINUTE_MS, neededMs) / MINUTE_MS) * MINUTE_MS);
}
