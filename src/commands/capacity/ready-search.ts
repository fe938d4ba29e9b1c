import type { LengthRule } from "../../capacity/probe-length.ts";
import { type Tier, tiersOf } from "../../capacity/tier.ts";
import {
  type CapacityOptions,
  type CapacityOptionsInput,
  type ParsedCapacity,
  runOptionsOfSearch,
} from "../../config/capacity-options.ts";
import { parseRunInput } from "../../config/run-options.ts";
import { usageError } from "../../core/errors.ts";
import type { Host } from "../../core/host.ts";
import { isAccuracy, type Objective } from "../../result/objective.ts";
import { objectiveOf } from "../../result/parse-objective.ts";
import { arrivalsOf, type Load, type Scenario } from "../../scenario/scenario.ts";
import { findModel } from "../../store/model-library.ts";
import { loadScenario } from "../../store/scenario-library.ts";
import { resolveScenario } from "../run/resolve-scenario.ts";

const DEFAULT_DURATION_MS = 10_000;
const DEFAULT_WARMUP_MS = 2000;

/** A search whose options are known to fit together. */
export interface ReadySearch {
  readonly options: CapacityOptions;
  readonly given: CapacityOptionsInput;
  /** The traffic, at the rate that the scenario or the user gives. */
  readonly scenario: Scenario;
  readonly ratePerSec: number;
  readonly tiers: readonly [Tier, ...Tier[]];
  readonly warmupMs: number;
  readonly lengths: Omit<LengthRule, "firstPerSec">;
  /** SHA-256 of the file that the embedded server is given, by its name. */
  readonly models: Readonly<Record<string, string>>;
}

/** Holds the options of a search against each other, before any server is asked. @throws usage error */
export function readySearch({ options, given }: ParsedCapacity, host: Host): ReadySearch {
  const isAsked = given.scenario !== undefined;
  const named = loadScenario(options.scenario, host.cwd, host.packageRoot);
  const at = (rate: number | undefined): Scenario => {
    const { options: run } = parseRunInput({
      ...runOptionsOfSearch(given),
      ...(rate === undefined ? {} : { rate }),
    });
    return resolveScenario(named, run, isAsked);
  };
  const scenario = at(options.rate);
  refuseOther(scenario.load, scenario.name);
  const asked = options.slo ?? (options.tier === undefined ? scenario.slo.map(objectiveOf) : []);
  const tiers = tiersOf(asked, options.tier ?? []);
  refuseObjectives(tiers[0].objectives);
  const ratePerSec = rateOf(scenario);
  return {
    options,
    given,
    scenario,
    ratePerSec,
    tiers,
    warmupMs: options.warmupMs ?? DEFAULT_WARMUP_MS,
    lengths: {
      shortestMs: options.durationMs ?? DEFAULT_DURATION_MS,
      longestMs: longestOf(options),
      objectives: tiers[0].objectives,
      loadAt: (rate) => at(rate).load,
    },
    models: modelsOf(options, host),
  };
}

function refuseOther(load: Load, name: string): void {
  if (load.kind === "open") return;
  throw usageError(
    `scenario ${name} is ${load.kind === "closed" ? "a closed loop, whose rate the server decides" : "made of sessions, whose later requests wait for answers"}, and a load line is a rate of an open loop`,
    "choose a scenario with an open load, or --arrivals without a scenario",
  );
}

/** Refuses objectives that more load does not bring nearer to a miss. @throws usage error */
function refuseObjectives(objectives: readonly Objective[]): void {
  if (objectives.length === 0)
    throw usageError(
      "no objective was asked for, and a load line is the highest load at which one holds",
      "add --slo, such as --slo 'p99<=50ms'",
    );
  const wrong = objectives.filter(
    (one) => one.kind === "figure" && one.figure !== "errors" && !isAccuracy(one),
  );
  if (wrong.length === 0) return;
  throw usageError(
    `${wrong.map(({ text }) => text).join(" and ")} cannot have a load line: it does not go from held to missed as the load grows`,
    "give objectives on latency, errors, attainment or accuracy",
  );
}

/** The rate of the traffic, which probes raise and lower. @throws usage error for a process that has no single one */
function rateOf({ load, name }: Scenario): number {
  const arrivals = arrivalsOf(load);
  if (arrivals !== null && "ratePerSec" in arrivals) return arrivals.ratePerSec;
  throw usageError(
    `the traffic of ${name} (${arrivals?.kind ?? load.kind}) has no single rate that could be raised and lowered`,
    "choose arrivals with a rate, such as --arrivals mmpp:burst=5; plimsoll trace fit finds those that a recording is like",
  );
}

function longestOf({ durationMs, longestMs }: CapacityOptions): number | null {
  if (longestMs === undefined) return null;
  const shortestMs = durationMs ?? DEFAULT_DURATION_MS;
  if (longestMs >= shortestMs) return longestMs;
  throw usageError(
    `--longest ${longestMs / 1000}s is shorter than the ${shortestMs / 1000} s that every probe takes at least`,
    "raise --longest, or lower --duration",
  );
}

function modelsOf(
  { url, model = "digits", precision = "fp32" }: CapacityOptions,
  { cwd, packageRoot }: Host,
): Record<string, string> {
  if (url !== undefined) return {};
  return { [`${model} ${precision}`]: findModel(model, precision, cwd, packageRoot).sha256 };
}
