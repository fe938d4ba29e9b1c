import type { RunOptionsInput } from "../../config/run-options.ts";
import { EXIT, PlimsollError } from "../../core/errors.ts";
import type { Host } from "../../core/host.ts";
import type { MeasuredPair, SideName } from "../../gate/assemble-gate.ts";
import type { StoredRun } from "../../store/stored-runs.ts";
import { attemptRuns } from "../series/attempt-runs.ts";
import { inPair, isAFirst } from "../series/in-pairs.ts";
import type { GateContext, SideRun } from "./gate-context.ts";
import { planOfPair } from "./search-rule.ts";
import { searchSide } from "./search-side.ts";

/** The stages of a gate, with what their runs are called and where their seeds begin. */
const STAGES = {
  gate: { id: "pair", seeds: 0 },
  // Far from the seeds of any gate, so that the confirmation is of fresh requests.
  confirmation: { id: "confirm", seeds: 1000 },
} as const;
export type Stage = keyof typeof STAGES;

/**
 * Measures a pair: both sides one after the other with the same seed. Runs that are in the folder are taken from there.
 *
 * @param number counted from 0
 * @param before the pairs of the gate so far, between whose lines a search begins
 * @returns null when it was interrupted
 */
export async function measurePair(
  stage: Stage,
  number: number,
  before: readonly MeasuredPair[],
  context: GateContext,
): Promise<MeasuredPair | null> {
  const seed = context.seed + STAGES[stage].seeds + number;
  const idOf = (side: SideName) => `${STAGES[stage].id}-${String(number + 1).padStart(3, "0")}-${side}`;
  const { storedBaseline, search: rule } = context;
  const search = rule === null ? null : { rule, plan: planOfPair(rule, before), seed };
  const measure = (side: SideName) => () =>
    search === null
      ? measureSide(idOf(side), side, { seed }, context)
      : searchSide(idOf(side), side, search, context);
  if (storedBaseline !== null) {
    const run = await measure("candidate")();
    if (run === null) return null;
    return besideStored(run, {
      seed,
      stored: storedBaseline[number % storedBaseline.length] as StoredRun,
    });
  }
  const pair = await inPair(number, measure("baseline"), measure("candidate"));
  if (pair === null) return null;
  const { a, b } = pair;
  return {
    baseline: a.result,
    candidate: b.result,
    seed,
    first: isAFirst(number) ? "baseline" : "candidate",
    folders: { baseline: a.folder, candidate: b.folder },
    attempts: { baseline: a.attempts, candidate: b.attempts },
    controlMs: { baseline: a.controlMs, candidate: b.controlMs },
    ...(a.search === undefined || b.search === undefined
      ? {}
      : { searches: { baseline: a.search, candidate: b.search } }),
  };
}

/** A run of the candidate beside one of the stored ones, which the document shows it with; it is judged beside all of them. */
function besideStored(
  run: SideRun,
  { seed, stored }: { readonly seed: number; readonly stored: StoredRun },
): MeasuredPair {
  return {
    baseline: stored.result,
    candidate: run.result,
    isStored: true,
    seed,
    first: "baseline",
    folders: { baseline: stored.folder, candidate: run.folder },
    attempts: { baseline: 1, candidate: run.attempts },
    controlMs: { baseline: null, candidate: run.controlMs },
  };
}

/**
 * Measures a run of one side, with a server of its own where the gate starts it, and once more where the machine spoiled it. The control
 * series is asked before the server is, so that the server under test has no part in it.
 *
 * @param own options that this run has beside the common ones
 * @returns null when it was interrupted
 */
export async function measureSide(
  id: string,
  side: SideName,
  own: RunOptionsInput,
  context: GateContext,
): Promise<SideRun | null> {
  const { servers, common, host, control } = context;
  let measuredMs: number | null = null;
  try {
    const results = await attemptRuns(id, context, async (out) => {
      measuredMs = await control.measure();
      return { ...(await servers[side].begin({ ...common, ...own })), out };
    });
    const result = results?.at(-1);
    if (results === null || result === undefined) return null;
    const attempts = results.length;
    control.keep(id, attempts, measuredMs);
    const folder = `points/${id}/attempt-${attempts}`;
    return { result, folder, attempts, controlMs: control.kept(id, attempts) };
  } catch (error) {
    if (host.interrupted.aborted) return null;
    throw error;
  } finally {
    await servers[side].end();
  }
}

/** The error of a server, with how the gate goes on once it is mended. */
export function withResumption(error: unknown, folder: string, host: Pick<Host, "interrupted">): unknown {
  if (!(error instanceof PlimsollError) || error.exitCode !== EXIT.target || host.interrupted.aborted)
    return error;
  const { message, fix, cause } = error;
  const further = `what was measured is kept: plimsoll gate --resume ${folder} goes on`;
  return new PlimsollError(EXIT.target, message, fix === undefined ? further : `${fix}; ${further}`, {
    cause,
  });
}
