import { createHash } from "node:crypto";
import { EXIT, PlimsollError } from "../../core/errors.ts";
import type { Host } from "../../core/host.ts";
import { batchedPayloads } from "../../payloads/batched.ts";
import type { Payloads } from "../../payloads/payload.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { finite, largestDifference } from "../../stats/fidelity.ts";
import type { VariantAnswers } from "../../sweep/findings/compare-variants.ts";
import { Session } from "../../targets/ask/session.ts";
import { itemValues } from "../../targets/judge/item-values.ts";
import { topOne } from "../../targets/judge/top-one.ts";
import type { PreparedTarget } from "../../targets/target.ts";
import type { OutputValues } from "../../wire/tensor/output-values.ts";
import { ask } from "../target/ask.ts";
import { type OpenTarget, openTarget } from "../target/open-target.ts";
import type { SettledOptions } from "../target/settle-target.ts";

/** The items of a batch: few enough that most servers take it. */
const BATCH = 8;
/** Requests that are asked a second time. */
const REPEATED = 32;
/** The most values of answers that are kept (128 MiB): a load generator should not take more memory. */
const MOST_VALUES = 2 ** 24;

/** The answers of a variant, or the reason for which they cannot be compared with anything. */
export type AskedVariant = AnsweredVariant | { readonly absent: string };

export interface AnsweredVariant {
  readonly answers: VariantAnswers;
  /** Digest of the inputs that the variant was asked; empty where the user gave them, the same for every variant. */
  readonly content: string;
}

/** Sends the first `count` requests, fewer when interrupted, and yields the outputs of each answer. */
type AskAll = (prepared: PreparedTarget, count: number) => AsyncGenerator<readonly OutputValues[]>;

/**
 * Asks the server of one variant every item alone, one after the other, then some of them again, then all in batches.
 *
 * @param options without a batch: every request carries one item, all of one length
 * @returns null when interrupted
 * @throws usage error, or target error for all failures of the server
 */
export async function askVariant(
  variant: string,
  options: SettledOptions,
  scenario: Scenario,
  host: Host,
): Promise<AskedVariant | null> {
  const target = await openTarget(options, { found: null, scenario, requests: () => 1 }, host);
  const session = new Session(target.address, target.prepared.version, options.timeoutMs);
  const { url } = target.facts;
  const why = `asked for the accuracy of ${variant}`;
  const otherwise = "leave this variant out";
  async function* askAll(prepared: PreparedTarget, count: number) {
    for (let index = 0; index < count && !host.interrupted.aborted; index++)
      yield (await ask({ session, options, prepared, url, why, otherwise }, index)).outputs;
  }
  try {
    const asked = await gather(variant, target, askAll);
    return host.interrupted.aborted ? null : asked;
  } finally {
    await session.close();
    await target.close();
  }
}

async function gather(variant: string, target: OpenTarget, askAll: AskAll): Promise<AskedVariant> {
  const { prepared, payloads } = target;
  const rows: Float64Array[] = [];
  const classes: number[] = [];
  let values = 0;
  for await (const outputs of askAll(prepared, prepared.requests.length)) {
    const [row] = itemValues(outputs, 1) ?? [];
    const [found] = topOne(outputs, 1) ?? [];
    if (row === undefined || found === undefined)
      return { absent: `${variant} answered ${formOf(outputs)}, which has no numbers for the item asked` };
    if (row.length !== (rows[0] ?? row).length)
      return {
        absent: `${variant} answered ${rows[0]?.length} values to one item, and ${row.length} to another`,
      };
    values += row.length;
    if (values > MOST_VALUES)
      return {
        absent: `the answers of ${variant} are over ${MOST_VALUES} values, and all are kept to compare`,
      };
    rows.push(row);
    classes.push(found);
  }
  const deterministic = await isRepeated(rows, askAll(prepared, Math.min(REPEATED, rows.length)));
  const batchInvariance = payloads && (await inBatches(rows, payloads, target, askAll));
  const labels = payloads && labelsOf(payloads);
  return {
    answers: { variant, rows, classes, labels, batchInvariance, deterministic },
    content: payloads === null ? "" : digestOf(payloads),
  };
}

/** Tells whether the variant answered to the bit the same twice. */
async function isRepeated(rows: readonly Float64Array[], again: ReturnType<AskAll>): Promise<boolean> {
  let item = 0;
  for await (const outputs of again) {
    const before = rows[item++] ?? [];
    const [row] = itemValues(outputs, 1) ?? [];
    if (row?.length !== before.length || !row.every((value, i) => Object.is(value, before[i]))) return false;
  }
  return true;
}

/**
 * The largest difference between values answered alone and in batches; null from a server that takes no batches, or
 * does not answer them item by item.
 */
async function inBatches(
  alone: readonly Float64Array[],
  payloads: Payloads,
  target: OpenTarget,
  askAll: AskAll,
): Promise<number | null> {
  let most = 0;
  try {
    const batches = await target.prepareOther(batchedPayloads(payloads, BATCH));
    let at = 0;
    for await (const outputs of askAll(batches, batches.requests.length)) {
      const together = itemValues(outputs, BATCH);
      if (together === null) return null;
      const same = together.map((_, place) => alone[(at + place) % alone.length] as Float64Array);
      most = Math.max(most, largestDifference(same, together));
      at += BATCH;
    }
  } catch (error) {
    if (error instanceof PlimsollError && error.exitCode === EXIT.target) return null;
    throw error;
  }
  return finite(most);
}

function labelsOf({ labelled, count }: Payloads): number[] | null {
  if (labelled === undefined) return null;
  return Array.from({ length: count }, (_, index) => labelled.labels[labelled.carriedBy(index)[0] ?? 0] ?? 0);
}

/** Digest of the contents of payloads. The names of inputs are left out, because they may differ between variants. */
function digestOf(payloads: Payloads): string {
  const hash = createHash("sha256");
  for (let index = 0; index < payloads.count; index++)
    for (const { datatype, shape, data } of payloads.tensors(index))
      hash.update(`${datatype} ${shape}\n`).update(data);
  return hash.digest("hex");
}

const formOf = (outputs: readonly OutputValues[]): string =>
  outputs.map(({ name, datatype, shape }) => `${name} ${datatype} [${shape}]`).join(", ") || "nothing";
