import { defaultsOf, inputSource } from "../config/merge.ts";
import type { RunOptionsInput } from "../config/run-options.ts";
import { type ParsedSweep, type SweepOptionsInput, sweepOptionsSchema } from "../config/sweep-options.ts";
import { EXIT, type ExitCode, usageError } from "../core/errors.ts";
import type { Host } from "../core/host.ts";
import { createHost } from "../host/real-host.ts";
import { CLAIMS_SCHEMA_VERSION, type ClaimsResult, claimsResultSchema } from "../result/claims-result.ts";
import type { RunResult } from "../result/run-result.ts";
import { FEWEST_PAIRS } from "../stats/hodges-lehmann.ts";
import { findModel } from "../store/model-library.ts";
import { RESULT_FILE } from "../store/result-folder.ts";
import type { Claim, ClaimSide } from "../sweep/claims/claim.ts";
import { claimMeasureOf } from "../sweep/claims/claim-measure.ts";
import { CLAIMS } from "../sweep/claims/index.ts";
import { judgeClaim } from "../sweep/claims/judge-claim.ts";
import { commandWords } from "./run/command-words.ts";
import { withoutSecrets } from "./run/without-secrets.ts";
import { attemptRuns } from "./series/attempt-runs.ts";
import { digestGivenFiles } from "./series/given-files.ts";
import { inPairs } from "./series/in-pairs.ts";
import type { BegunSeries } from "./series/stored-plan.ts";
import { rateOptions } from "./sweep/claim-rates.ts";
import { beginSweep, parseSweep } from "./sweep/parse-sweep.ts";

/** The pairs of runs for each claim: one more than the fewest that can show it, because some may not be valid. */
const PAIRS = FEWEST_PAIRS + 1;
const NO_CAPACITY =
  "the rates of both sides are shares of what the server answers in a closed loop, and no valid run showed that";
const SCENARIO = "steady";
const DEFAULT_DURATION = "3s";
const DEFAULT_WARMUP = "1s";
/** The options that may stand beside --preset; all others are what the claims vary. */
const OPTIONS = ["preset", "duration", "warmup", "cooldown", "seed", "out", "resume", "lateness", "timeout"];

/** The callbacks that tell of the progress of a check of claims. */
export interface ClaimsEvents {
  onClaim?(claim: Claim, pairs: number): void;
  /** Called with the result before it is written: a full disk must not take it away. */
  onResult?(result: ClaimsResult): void | Promise<void>;
}

export interface ClaimsOutcome {
  readonly result: ClaimsResult;
  readonly exitCode: ExitCode;
  /** The folder with result.json and every run. */
  readonly folder: string;
}

/**
 * Checks common claims about serving with the embedded server on this machine. For each claim it measures pairs of
 * runs, one run after the other, in the opposite order from pair to pair.
 *
 * @throws PlimsollError with the documented exit code: usage (2), target (4)
 */
export async function checkClaims(
  input: SweepOptionsInput = {},
  host: Host = createHost(),
  events: ClaimsEvents = {},
): Promise<ClaimsOutcome> {
  return checkClaimsWith(parseSweep([inputSource({ preset: "claims", ...input })], host), host, events);
}

/** Checks the claims with options that are parsed already. */
export async function checkClaimsWith(
  parsed: ParsedSweep,
  host: Host,
  events: ClaimsEvents = {},
): Promise<ClaimsOutcome> {
  refuseIdle(parsed.given);
  const files = digestGivenFiles({ scenarios: [SCENARIO], resolved: [] }, host);
  const begun = await beginSweep("claims", parsed, { models: modelsOf(host), files }, host);
  try {
    return await checkInto(begun, parsed, host, events);
  } finally {
    begun.folder.release();
  }
}

/** Checks the claims one after the other in a series that has begun, and writes the result. */
async function checkInto(
  begun: BegunSeries,
  parsed: ParsedSweep,
  host: Host,
  events: ClaimsEvents,
): Promise<ClaimsOutcome> {
  const { options, given } = parsed;
  const { folder, environment, startedAt } = begun;
  const claims: ClaimsResult["claims"] = [];
  for (const claim of CLAIMS) {
    events.onClaim?.(claim, PAIRS);
    const judged = await checkClaim(claim, parsed, begun, host);
    if (judged === null) break;
    claims.push(judged);
  }
  const assembled: ClaimsResult = {
    schemaVersion: CLAIMS_SCHEMA_VERSION,
    kind: "claims",
    plimsollVersion: host.version,
    command: commandWords("sweep", sweepOptionsSchema, { ...given, seed: options.seed }),
    startedAt,
    partial: claims.length < CLAIMS.length,
    seed: options.seed,
    environment: { ...environment },
    claims,
  };
  const result = withoutSecrets(assembled, claimsResultSchema);
  await events.onResult?.(result);
  folder.write(RESULT_FILE, `${JSON.stringify(result, null, 2)}\n`);
  const nothing = claims.every(({ verdict }) => verdict === "not shown");
  const exitCode = result.partial ? EXIT.interrupted : nothing ? EXIT.invalid : EXIT.ok;
  return { result, exitCode, folder: folder.path };
}

function modelsOf({ cwd, packageRoot }: Host): Record<string, string> {
  const used = CLAIMS.flatMap(({ a, b }) => [a.options, b.options]);
  return Object.fromEntries(
    used.map(({ model, precision }) => [
      `${model} ${precision}`,
      findModel(String(model), String(precision), cwd, packageRoot).sha256,
    ]),
  );
}

function refuseIdle(given: SweepOptionsInput): void {
  const defaults = defaultsOf(sweepOptionsSchema);
  const idle = Object.entries(given)
    .filter(([option, value]) => JSON.stringify(value) !== JSON.stringify(defaults[option]))
    .map(([option]) => option)
    .filter((option) => !OPTIONS.includes(option));
  if (idle.length > 0)
    throw usageError(
      `${idle.join(" and ")} would do nothing with --preset claims, which says what is measured`,
      "leave it out, or sweep without --preset",
    );
}

/** The run of one side of a pair; unknown where its rate is a share of a capacity that no valid run of the pair showed. */
type PairSide = RunResult | "unknown";

/**
 * Measures the pairs of runs for one claim and judges it by the pairs of which both runs were valid.
 *
 * @returns null when it was interrupted
 */
async function checkClaim(
  claim: Claim,
  { options, given }: ParsedSweep,
  begun: BegunSeries,
  host: Host,
): Promise<ClaimsResult["claims"][number] | null> {
  const common: RunOptionsInput = {
    scenario: SCENARIO,
    duration: given.duration ?? DEFAULT_DURATION,
    warmup: given.warmup ?? DEFAULT_WARMUP,
    lateness: given.lateness,
    timeout: given.timeout,
  };
  const context = { begun, host, cooldownMs: options.cooldownMs };
  const measure = async (id: string, run: RunOptionsInput) => {
    const attempts = await attemptRuns(id, context, async (out) => ({ ...common, ...run, out }));
    return attempts?.at(-1) ?? null;
  };
  const side = (of: ClaimSide, name: "a" | "b") => async (pair: number) => {
    const seed = options.seed + pair;
    const rate = await rateOptions(claim, of, pair, seed, measure);
    if (rate === null || rate === "unknown") return rate;
    return measure(`${claim.id}-${pair + 1}-${name}`, { ...of.options, ...rate, seed });
  };
  const needsCapacity = [claim.a, claim.b].some(({ capacityShare }) => capacityShare !== undefined);
  const pairs = await inPairs<PairSide>(PAIRS, side(claim.a, "a"), side(claim.b, "b"));
  if (pairs === null) return null;
  const known = pairs.flatMap(({ a, b }) => (a === "unknown" || b === "unknown" ? [] : [{ a, b }]));
  if (needsCapacity && known.length === 0) return judgeClaim(claim, [], NO_CAPACITY);
  const valid = known.filter(({ a, b }) => a.verdict.valid && b.verdict.valid);
  return judgeClaim(
    claim,
    valid.map(({ a, b }) => ({ a: claimMeasureOf(a), b: claimMeasureOf(b) })),
  );
}
