import { targetError } from "../../core/errors.ts";
import type { Host } from "../../core/host.ts";
import { lengthOf } from "../../payloads/lengths/index.ts";
import type { Payloads } from "../../payloads/payload.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { loadLengths } from "../../store/load-traces.ts";
import { contentFor } from "../../store/model-library.ts";
import type { TargetKind } from "../../targets/index.ts";
import { TARGETS } from "../../targets/index.ts";
import type { PreparedTarget } from "../../targets/target.ts";
import { WireError } from "../../wire/wire-error.ts";
import { choosePayloads, type PayloadWish } from "./choose-payloads.ts";
import { choosePrompts } from "./choose-prompts.ts";
import type { Place } from "./endpoints.ts";
import type { SettledOptions } from "./settle-target.ts";

/** The step from the seed of the run to that of its fresh requests, away from any seed that a user gives. */
const FRESH_SEED_STEP = 2 ** 40;

/** An endpoint that has answered, with the payloads of its requests; null where these are not made from payloads. */
export interface PreparedPlace {
  readonly prepared: PreparedTarget;
  readonly payloads: Payloads | null;
}

/** The wanted payloads of a run's requests. @throws usage error for a trace of lengths that cannot be read */
export async function payloadWish(
  options: SettledOptions,
  scenario: Scenario,
  requests: () => number,
  host: Host,
): Promise<PayloadWish> {
  const { items = 1, repetition = { kind: "uniform" }, lengths } = scenario.payload ?? {};
  const samples = await loadLengths(lengths, host.cwd);
  return { items, repetition, lengths, samples, seed: options.payloadSeed ?? options.seed, requests };
}

/** The wish for `count` fresh payloads: no two alike, none that the run sends, all of one length. */
export function freshWish({ lengths, seed, samples }: PayloadWish, count: number): Partial<PayloadWish> {
  return {
    repetition: { kind: "unique" },
    requests: () => count,
    seed: (seed + FRESH_SEED_STEP) % Number.MAX_SAFE_INTEGER,
    lengths: lengths && { kind: "fixed", length: lengthOf(lengths, seed, 0, samples) },
  };
}

/**
 * Prepares one endpoint: looks at the server, and makes the requests for it.
 *
 * @param given payloads of the requests, in place of those that the wish would choose
 * @throws usage error for a wish that cannot be fulfilled, target error for all failures of the server
 */
export async function prepareAt(
  { context }: Place,
  target: TargetKind,
  wish: PayloadWish,
  host: Host,
  given?: Payloads,
): Promise<PreparedPlace> {
  let payloads: Payloads | null = null;
  try {
    const prepared = await TARGETS[target].prepare({
      ...context,
      payloadsFor(model, inputs) {
        payloads = given ?? choosePayloads(model, inputs, contentFor(model, host.packageRoot), wish);
        return payloads;
      },
      prompts: () => choosePrompts(wish),
    });
    return { prepared, payloads };
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    throw targetError(
      `the requests for ${context.origin} cannot be written with --target ${target}: ${error.message}`,
      "use another --target, or write the requests yourself with --target http-json and a --body",
    );
  }
}
