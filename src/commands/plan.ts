import { mkdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { inputSource } from "../config/merge.ts";
import { type ParsedPlan, type PlanOptionsInput, planOptionsSchema } from "../config/plan-options.ts";
import { EXIT, type ExitCode } from "../core/errors.ts";
import type { Host } from "../core/host.ts";
import { createHost } from "../host/real-host.ts";
import { assemblePlan } from "../planning/assemble-plan.ts";
import { busiestHour } from "../planning/demand/demand.ts";
import { assembleFleet } from "../planning/fleets/assemble-fleet.ts";
import { fleetsCsv } from "../planning/fleets-csv.ts";
import { assembleMix } from "../planning/mixes/assemble-mix.ts";
import type { PlanTraffic } from "../planning/plan-traffic.ts";
import { withSpot } from "../planning/purchase/with-spot.ts";
import type { PlanFleet, PlanHosted, PlanResult } from "../result/plan-result.ts";
import { RESULT_FILE } from "../store/result-folder.ts";
import { type Candidate, candidatesOf, sharedFleetOptions } from "./plan/candidates.ts";
import { Evaluator, PlanInterrupted } from "./plan/evaluator.ts";
import { fleetFactsOf, spareOf } from "./plan/fleet-facts.ts";
import { hostedBeside, type ReadyHosted, readyHosted } from "./plan/hosted.ts";
import { isMix } from "./plan/mixes/mix-candidate.ts";
import { mixFactsOf } from "./plan/mixes/mix-facts.ts";
import { searchMixes } from "./plan/mixes/search-mixes.ts";
import { beginPlan, parsePlan } from "./plan/parse-plan.ts";
import { planTraffic } from "./plan/plan-traffic.ts";
import { buySpot } from "./plan/purchase/buy-spot.ts";
import { spotFactsOf } from "./plan/purchase/spot-facts.ts";
import { readyMachines } from "./plan/ready-machine.ts";
import {
  type FoundFleet,
  perMonth,
  type SearchContext,
  type SearchOutcome,
  type Skipped,
  searchFleets,
} from "./plan/search-fleets.ts";
import { askedWays } from "./plan/through-day/asked-ways.ts";
import { APPLY_FOLDER } from "./plan/through-day/fleet-days.ts";
import { type ThroughDayContext, throughTheDay } from "./plan/through-day/through-day.ts";
import { validationOf } from "./plan/validation-of.ts";
import { startWindowThreads } from "./plan/window-threads.ts";
import { workOut } from "./plan/work-out.ts";
import { commandWords } from "./run/command-words.ts";

/** The callbacks that tell of the progress of a plan. */
export interface PlanEvents {
  /** Called before anything is simulated. */
  onBegin?(about: {
    readonly candidates: number;
    readonly traffic: PlanTraffic;
    readonly folder: string;
  }): void;
  /** Called with each part that begins, in words. */
  onStage?(words: string): void;
  /** Called after each fleet at a load that was simulated. */
  onEvaluated?(simulations: number, requests: number): void;
  /** Called with the result before its files are written: a full disk must not take it away. */
  onResult?(result: PlanResult): void | Promise<void>;
}

/** The outcome of a plan: its result document, and where it was written. */
export interface PlanOutcome {
  readonly result: PlanResult;
  readonly exitCode: ExitCode;
  /** The folder with result.json, report.html and every simulation. */
  readonly folder: string;
}

/**
 * Plans the cheapest fleets for a demand, by simulation, and writes the result.
 *
 * @throws PlimsollError (2) for options that contradict each other. What was simulated until an interruption is kept, and `resume` continues from there.
 */
export async function plan(
  input: PlanOptionsInput,
  host: Host = createHost(),
  events: PlanEvents = {},
): Promise<PlanOutcome> {
  return planWith(parsePlan([inputSource(input)], host), host, events);
}

/** Plans with options that are parsed already. */
export async function planWith(
  parsed: ParsedPlan,
  host: Host,
  events: PlanEvents = {},
): Promise<PlanOutcome> {
  const startedMs = host.clock.nowMs();
  const { options, given } = parsed;
  const machines = readyMachines(options, host);
  const traffic = await planTraffic(parsed, host);
  const hosted = await readyHosted(parsed, traffic, host);
  const asked = await askedWays(parsed, host);
  const candidates = candidatesOf(machines, options.router, sharedFleetOptions(given));
  const begun = await beginPlan(parsed, { machines, traffic, autoscaler: asked?.file ?? null }, host);
  const { folder, planSha256 } = begun;
  const threads = startWindowThreads(options.workers ?? availableParallelism(), host);
  try {
    mkdirSync(join(folder.path, "points"), { recursive: true });
    events.onBegin?.({ candidates: candidates.length, traffic, folder: folder.path });
    const seeds = Array.from({ length: options.seeds }, (_, index) => options.seed + index);
    const evaluator = new Evaluator(
      { seeds, objectives: traffic.objectives, folder, planSha256 },
      threads,
      ({ simulations, requests }) => events.onEvaluated?.(simulations, requests),
    );
    const shared = {
      evaluator,
      scenarioAt: traffic.scenarioAt,
      objectives: traffic.objectives,
      busiestPerSec: busiestHour(traffic.demand).busiestPerSec,
      spare: options.spare,
      mostReplicas: options.mostReplicas,
      wanted: options.fleets,
      onCandidate: (candidate: Candidate, done: number, of: number) =>
        events.onStage?.(`fleet ${done + 1} of ${of}: ${candidate.machine.spec.name}, ${candidate.words}`),
      onMix: ({ words }: Candidate) => events.onStage?.(`mix of machines: ${words}`),
    };
    const { demand } = traffic;
    const spotContext = { ...shared, demand, errorBudget: options.errorBudget, seed: options.seed };
    const context: SearchContext = {
      ...shared,
      buySpot: (fleet, offer, limitPerMonth) => buySpot(fleet, offer, limitPerMonth, spotContext),
    };
    const day = asked === null ? null : { asked, folder, planSha256 };
    const searched = await searchAndWorkOut(
      candidates,
      parsed,
      { traffic, context, hosted, day },
      host,
      events,
    );
    const result = assemblePlan({
      plimsollVersion: host.version,
      command: planWords(parsed),
      startedAt: begun.startedAt,
      seed: options.seed,
      seeds,
      traffic,
      options,
      machines: machines.map(({ facts }) => facts),
      validation: validationOf(machines, host),
      ...searched,
      candidates: candidates.length,
      simulations: evaluator.simulations,
      requests: evaluator.requests,
      resumed: evaluator.resumed,
      spentMs: host.clock.nowMs() - startedMs,
    });
    await events.onResult?.(result);
    folder.write(RESULT_FILE, `${JSON.stringify(result, null, 2)}\n`);
    folder.write("fleets.csv", fleetsCsv(result));
    mkdirSync(join(folder.path, APPLY_FOLDER), { recursive: true });
    for (const { file, text } of result.fleets[0]?.apply ?? []) {
      mkdirSync(dirname(join(folder.path, APPLY_FOLDER, file)), { recursive: true });
      folder.write(join(APPLY_FOLDER, file), text);
    }
    const { renderPlanReport } = await import("../report/plan/html.ts");
    folder.write("report.html", await renderPlanReport(result));
    return { result, exitCode: exitCodeOf(result), folder: folder.path };
  } finally {
    await threads.close();
    folder.release();
  }
}

function planWords({ options, given }: ParsedPlan): string[] {
  const about = { ...given, resume: undefined, seed: options.seed };
  const [program = "plimsoll", command = "capacity", ...words] = commandWords(
    "capacity",
    planOptionsSchema,
    about,
  );
  return [program, command, "--plan", ...words];
}

/** The search and the details of its fleets, as far as they came. */
async function searchAndWorkOut(
  candidates: Parameters<typeof searchFleets>[0],
  parsed: ParsedPlan,
  {
    traffic,
    context,
    hosted,
    day,
  }: {
    readonly traffic: PlanTraffic;
    readonly context: SearchContext;
    readonly hosted: ReadyHosted | null;
    readonly day: Pick<ThroughDayContext, "asked" | "folder" | "planSha256"> | null;
  },
  host: Host,
  events: PlanEvents,
): Promise<{ fleets: PlanFleet[]; hosted: readonly PlanHosted[]; partial: boolean } & SearchOutcome> {
  const fleets: PlanFleet[] = [];
  // Steps are those of replicas that are all alike and stay.
  const beside = async (found: FoundFleet | undefined) =>
    hosted === null
      ? []
      : hostedBeside(hosted, { traffic, fleets }, found === undefined ? null : { found, context });
  let searched: SearchOutcome = { known: [], found: [], skipped: [], floors: [] };
  try {
    searched = await searchFleets(candidates, context);
    searched = await withMixes(searched, traffic, context);
    for (const found of searched.found.slice(0, parsed.options.fleets)) {
      events.onStage?.(
        `what ${found.replicas} × ${found.candidate.machine.spec.name} do at other loads and times`,
      );
      const work = await workOut(found, traffic.demand, {
        ...context,
        spare: spareOf(found, parsed.options.spare),
      });
      const about = [work, parsed, traffic, host] as const;
      const plan = planFactsOf(parsed, traffic);
      if (isMix(found)) {
        fleets.push(assembleMix(await mixFactsOf(found, ...about), plan));
        continue;
      }
      const fleet = assembleFleet(await fleetFactsOf(found, ...about), plan);
      fleets.push(
        found.bought === null ? fleet : withSpot(fleet, spotFactsOf(found, found.bought, parsed, traffic)),
      );
    }
    if (hosted !== null) events.onStage?.("from which demand on a fleet costs no more than a hosted model");
    const held = await beside(searched.found.find((found) => !isMix(found) && found.bought === null));
    if (day !== null) {
      const about: ThroughDayContext = {
        ...day,
        parsed,
        traffic,
        search: context,
        host,
        onStage: (words) => events.onStage?.(words),
        onEvaluated: ({ simulations, requests }) => events.onEvaluated?.(simulations, requests),
      };
      await throughTheDay([...fleets], searched.found, about, (index, fleet) => {
        fleets[index] = fleet;
      });
    }
    const dearer = searched.found.slice(parsed.options.fleets).map(notShown);
    return { ...searched, skipped: [...searched.skipped, ...dearer], fleets, hosted: held, partial: false };
  } catch (error) {
    if (!(error instanceof PlanInterrupted)) throw error;
    return { ...searched, fleets, hosted: await beside(undefined), partial: true };
  }
}

/** The fleets that were found, and mixes of their machines that cost less than each of them. */
async function withMixes(
  searched: SearchOutcome,
  { lengths }: PlanTraffic,
  context: SearchContext,
): Promise<SearchOutcome> {
  const [cheapest] = searched.found;
  const limit = cheapest === undefined ? Number.POSITIVE_INFINITY : perMonth(cheapest, context);
  // Machines of a mix stay: which of them could be spot machines is not looked for.
  const staying = searched.known.filter(({ candidate }) => candidate.offer === null);
  const mixes = await searchMixes(staying, lengths, limit, context);
  return {
    ...searched,
    found: [...mixes.found, ...searched.found].toSorted(
      (one, other) => perMonth(one, context) - perMonth(other, context),
    ),
    skipped: [...searched.skipped, ...mixes.skipped],
  };
}

/** What is said of a fleet that keeps the objectives and is not among the cheapest. */
function notShown({ candidate, replicas }: FoundFleet): Skipped {
  return {
    machine: candidate.machine.spec.name,
    settings: candidate.words,
    reason: "price",
    why: `${replicas} keep the objectives, and others are cheaper; --fleets shows more of them`,
  };
}

function planFactsOf({ options }: ParsedPlan, traffic: PlanTraffic): Parameters<typeof assembleFleet>[1] {
  const { demand, objectives } = traffic;
  return {
    demand,
    demandKind: traffic.file === null ? "assumed" : "imported",
    objectives,
    itemsPerRequest: traffic.itemsPerRequest,
    meanLength: traffic.meanLength,
    errorBudget: options.errorBudget,
    budgetPerMonth: options.budgetPerMonth ?? null,
    usdPerKwh: options.usdPerKwh ?? null,
    co2GramsPerKwh: options.co2 ?? null,
  };
}

/** The exit code of a plan: interrupted, no fleet that keeps the objectives or the budget, or found. */
function exitCodeOf({ state }: PlanResult): ExitCode {
  if (state === "interrupted") return EXIT.interrupted;
  return state === "found" ? EXIT.ok : EXIT.objectiveFailed;
}
