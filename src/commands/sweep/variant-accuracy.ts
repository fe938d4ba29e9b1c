import { z } from "zod";
import type { Host } from "../../core/host.ts";
import { type VariantAccuracy, variantAccuracySchema } from "../../result/sweep-result.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { loadScenario } from "../../store/scenario-library.ts";
import type { Axis } from "../../sweep/axes.ts";
import { compareVariants } from "../../sweep/findings/compare-variants.ts";
import { TARGETS } from "../../targets/index.ts";
import { resolvePayload } from "../run/resolve-payload.ts";
import type { SettledOptions } from "../target/settle-target.ts";
import { type AnsweredVariant, askVariant } from "./variant-answers.ts";

/** The precision that others are made from. */
const FULL_PRECISION = "fp32";

export const variantAccuraciesSchema = z.object({
  accuracy: z.array(variantAccuracySchema),
  absent: z.string().nullable().describe("why the list is empty"),
});
export type VariantAccuracies = z.infer<typeof variantAccuraciesSchema>;

/**
 * How exact each variant is beside the reference, which is fp32 where that is a value, else the first one: the labelled set
 * of a model that has one, else the pool of made-up inputs, asked through the same way as load.
 *
 * @param options as of a run; what they say of batches, lengths and the embedded server's batching is left aside
 * @param onVariant awaited before each, the reference first: the server may be made ready for it there
 * @returns null when interrupted
 * @throws usage error, or target error where a variant cannot be asked
 */
export async function variantAccuracy(
  options: SettledOptions,
  { name, values }: Axis,
  host: Host,
  onVariant?: (variant: string) => void | Promise<void>,
): Promise<VariantAccuracies | null> {
  const none = (absent: string): VariantAccuracies => ({ accuracy: [], absent });
  if (TARGETS[options.target].valuesOf === undefined)
    return none(`the values in answers of --target ${options.target} are not read`);
  const asking = oneByOne(options);
  const scenario = oneItemEach(asking, host);
  const [first] = values;
  const referenceName = values.includes(FULL_PRECISION) ? FULL_PRECISION : first;
  let reference: AnsweredVariant | undefined;
  const found = new Map<string, VariantAccuracy>();
  for (const variant of new Set([referenceName, ...values])) {
    await onVariant?.(variant);
    if (host.interrupted.aborted) return null;
    const asked = await askVariant(variant, { ...asking, [name]: variant }, scenario, host);
    if (asked === null) return null;
    if ("absent" in asked) return none(asked.absent);
    reference ??= asked;
    const unlike = differenceIn(asked, reference);
    if (unlike !== null) return none(unlike);
    found.set(variant, compareVariants(asked.answers, reference.answers));
  }
  return { accuracy: values.flatMap((variant) => found.get(variant) ?? []), absent: null };
}

/** Why two variants cannot be compared. */
function differenceIn(asked: AnsweredVariant, reference: AnsweredVariant): string | null {
  const [is, was] = [asked.answers, reference.answers];
  if (asked.content !== reference.content)
    return `${is.variant} takes other inputs than ${was.variant}, so they were not asked the same`;
  const [length, wanted] = [is.rows[0]?.length, was.rows[0]?.length];
  return length === wanted
    ? null
    : `${is.variant} answers ${length} values to each item, and ${was.variant} ${wanted}`;
}

/** Asked one at a time, a wait for a fuller batch is in vain; a batch of our own must fit. */
function oneByOne(options: SettledOptions): SettledOptions {
  const { batch: _, repetition: __, lengths: ___, verify: ____, maxBatch: _____, ...rest } = options;
  return { ...rest, cacheCheck: false, ...(options.url === undefined ? { maxDelayMs: 0 } : {}) };
}

/** The scenario says which model; its payload may be batches, or of many lengths, which no batch can hold. */
function oneItemEach(options: SettledOptions, host: Host): Scenario {
  const scenario = loadScenario(options.scenario, host.cwd, host.packageRoot);
  return { ...scenario, slo: [], payload: resolvePayload({ items: 1 }, options) };
}
