import { join, resolve } from "node:path";
import { parseRunInput } from "../config/run-options.ts";
import {
  type ParsedVerification,
  runOptionsOfVerification,
  verifyOptionsSchema,
} from "../config/verify-options.ts";
import { EXIT, type ExitCode, usageError } from "../core/errors.ts";
import { formatRate, formatSpan, plural } from "../core/format.ts";
import type { Host } from "../core/host.ts";
import { formatDurationMs } from "../core/units.ts";
import {
  figuresAgainst,
  objectivesAgainst,
  stateOf,
  verificationSentence,
} from "../planning/hold-against-run.ts";
import { machinesOf } from "../planning/machines-of.ts";
import type { PlanFleet, PlanResult } from "../result/plan-result.ts";
import type { RunResult } from "../result/run-result.ts";
import {
  VERIFICATION_SCHEMA_VERSION,
  type VerificationResult,
  verificationResultSchema,
} from "../result/verification-result.ts";
import { placeFor } from "../store/place.ts";
import { readResultFile } from "../store/result-file.ts";
import { RESULT_FILE } from "../store/result-folder.ts";
import { RunFolder } from "../store/run-folder.ts";
import { commandWords } from "./run/command-words.ts";
import type { RunEvents } from "./run/measure-run.ts";
import { hidingSecrets, withoutSecrets } from "./run/without-secrets.ts";
import { runWith } from "./run.ts";

/** The run of a verification lies in this folder of its own. */
const RUN_FOLDER = "run";

/** The outcome of a verification: its result document, and where it was written. */
export interface VerificationOutcome {
  readonly result: VerificationResult;
  readonly exitCode: ExitCode;
  readonly folder: string;
  readonly reportPath: string;
}

/** The callbacks that tell of the progress of a verification, beside those of its run. */
export interface VerificationEvents {
  /** Called before anything is sent. */
  onBegin?(about: { readonly plan: PlanResult; readonly fleet: PlanFleet; readonly note: string }): void;
  readonly run?: Pick<RunEvents, "onReady" | "onWindow">;
  /** Called with the result before its files are written: a full disk must not take it away. */
  onResult?(result: VerificationResult): void | Promise<void>;
}

/**
 * Drives a deployed fleet with the traffic of its plan, under a seed of its own, and says for each figure whether the forecast held.
 *
 * @throws PlimsollError (2) for no plan, or one without such a fleet; (4) where the fleet does not answer
 */
export async function verifyPlanWith(
  parsed: ParsedVerification,
  host: Host,
  events: VerificationEvents = {},
): Promise<VerificationOutcome> {
  return hidingSecrets(() => verify(parsed, host, events));
}

async function verify(
  { options, given }: ParsedVerification,
  host: Host,
  events: VerificationEvents,
): Promise<VerificationOutcome> {
  const plan = readResultFile(resolve(host.cwd, options.verify), "plan");
  const fleet = fleetOf(plan, options.fleet, options.verify);
  const endpoints = refuseOtherFleet(fleet, options.url);
  const seed = options.seed ?? 1 + plan.seeds.reduce((most, one) => Math.max(most, one), plan.seed);
  if (plan.seeds.includes(seed))
    throw usageError(
      `--seed ${seed} is one that the plan was simulated with, and a forecast is held against traffic that it has not seen`,
      "leave it out, or choose another one",
    );
  const measureMs = options.durationMs ?? plan.window.measureMs;
  const note = noteOf(plan, measureMs, endpoints, fleet);
  events.onBegin?.({ plan, fleet, note });
  const folder = new RunFolder(placeFor(options.out, "verify", host));
  try {
    folder.setEarlierAside();
    const scenario = folder.write("scenario.json", `${JSON.stringify(plan.scenario, null, 2)}\n`);
    const startedAt = new Date(host.wallClockMs()).toISOString();
    const ran = await runWith(
      parseRunInput({
        ...runOptionsOfVerification(given),
        scenario,
        slo: [...plan.objectives],
        seed,
        duration: formatDurationMs(measureMs),
        warmup: formatDurationMs(options.warmupMs ?? plan.window.warmupMs),
        out: join(folder.path, RUN_FOLDER),
      }),
      host,
      events.run ?? {},
    );
    const command = commandWords("capacity", verifyOptionsSchema, { ...given, seed });
    const result = withoutSecrets(
      assemble(
        { plan, fleet, options, command, startedAt, seed, note, endpoints, version: host.version },
        ran.result,
      ),
      verificationResultSchema,
    );
    await events.onResult?.(result);
    folder.write(RESULT_FILE, `${JSON.stringify(result, null, 2)}\n`);
    const { renderVerificationReport } = await import("../report/verification/html.ts");
    const reportPath = folder.write("report.html", renderVerificationReport(result));
    return { result, exitCode: exitCodeOf(result), folder: folder.path, reportPath };
  } finally {
    folder.release();
  }
}

function fleetOf({ fleets }: PlanResult, number: number, file: string): PlanFleet {
  const fleet = fleets[number - 1];
  if (fleet !== undefined) return fleet;
  throw usageError(
    fleets.length === 0
      ? `${file} is a plan without a fleet: nothing of it can be held against one`
      : `--fleet ${number}: ${file} has ${plural(fleets.length, "fleet")}`,
    fleets.length === 0
      ? "plan again with objectives that a fleet can keep"
      : "name one of them, 1 = the cheapest",
  );
}

/** The number of addresses. @throws usage error where they are several, and not the replicas of the fleet */
function refuseOtherFleet(fleet: PlanFleet, url: readonly string[] | undefined): number {
  if (url === undefined)
    throw usageError(
      "--verify holds a plan against the fleet that it is about, and no --url says where that is",
      "add --url of the balancer in front of the fleet, or one --url for each replica",
    );
  if (url.length > 1 && url.length !== fleet.replicas)
    throw usageError(
      `${url.length} addresses are given, and the fleet of the plan has ${plural(fleet.replicas, "replica")}`,
      "give one --url for each replica, or the one of a balancer in front of them",
    );
  return url.length;
}

function noteOf(
  { demand, window }: PlanResult,
  measureMs: number,
  endpoints: number,
  { replicas }: PlanFleet,
): string {
  const length =
    measureMs === window.measureMs
      ? `${formatSpan(measureMs)} of it, as long as the plan simulated under each seed`
      : `${formatSpan(measureMs)} of it, where the plan simulated ${formatSpan(window.measureMs)} under each seed`;
  const behind =
    endpoints === 1 && replicas > 1
      ? `; the one address is taken for a balancer in front of ${plural(replicas, "replica")}`
      : "";
  return `the busiest hour of the plan, ${formatRate(demand.busiestPerSec)}: ${length}${behind}`;
}

interface Facts {
  readonly plan: PlanResult;
  readonly fleet: PlanFleet;
  readonly options: ParsedVerification["options"];
  readonly command: string[];
  readonly startedAt: string;
  readonly seed: number;
  readonly note: string;
  readonly endpoints: number;
  readonly version: string;
}

function assemble(facts: Facts, run: RunResult): VerificationResult {
  const { plan, fleet, options } = facts;
  const figures = figuresAgainst(fleet, run, { seeds: plan.seeds.length, within: options.within });
  const objectives = objectivesAgainst(fleet, run);
  const state = stateOf(figures, objectives);
  return {
    schemaVersion: VERIFICATION_SCHEMA_VERSION,
    kind: "verification",
    plimsollVersion: facts.version,
    command: facts.command,
    startedAt: facts.startedAt,
    partial: run.partial,
    seed: facts.seed,
    within: options.within,
    state,
    answer: verificationSentence(state, figures, objectives),
    plan: {
      file: options.verify,
      startedAt: plan.startedAt,
      answer: plan.answer,
      fleet: options.fleet,
      machines: machinesOf(fleet),
      replicas: fleet.replicas,
      seeds: plan.seeds.length,
    },
    target: run.target,
    endpoints: facts.endpoints,
    traffic: {
      words: run.load.arrivals,
      ratePerSec: plan.demand.busiestPerSec,
      measuredMs: run.load.measuredMs,
      note: facts.note,
    },
    figures,
    objectives,
    run: {
      folder: RUN_FOLDER,
      valid: run.verdict.valid,
      reasons: run.verdict.reasons.map(({ message }) => message),
    },
    notes: [],
  };
}

/** The exit code: 0 held, 1 not held, 3 not shown; an interruption goes before them. */
function exitCodeOf({ state, partial }: VerificationResult): ExitCode {
  if (partial) return EXIT.interrupted;
  if (state === "held") return EXIT.ok;
  return state === "not held" ? EXIT.objectiveFailed : EXIT.invalid;
}
