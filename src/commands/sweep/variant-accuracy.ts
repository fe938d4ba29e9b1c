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

/** The precision that the others are derived from. */
const FULL_PRECISION = "fp32";

export const variantAccuraciesSchema = z.object({
  accuracy: z.array(variantAccuracySchema),
  absent: z
    .string()
    .nullable()
    .describe("the reason for which there is no accuracy; null where there is one"),
});
export type VariantAccuracies = z.infer<typeof variantAccuraciesSchema>;

/**
 * Measures the accuracy of each variant against the reference, which is fp32 where that is a value, else the first
 * variant. It asks the labelled set of a model that has one, else the pool of made-up inputs, through the same
 * protocol as load.
 *
 * @param options as of a run; batches, lengths and batching options of the embedded server are ignored
 * @param onVariant awaited before each variant, the reference first: the server may be set up for it there
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

/** The reason for which two variants cannot be compared; null where they can. */
function differenceIn(asked: AnsweredVariant, reference: AnsweredVariant): string | null {
  const [is, was] = [asked.answers, reference.answers];
  if (asked.content !== reference.content)
    return `${is.variant} takes other inputs than ${was.variant}, so they were not asked the same`;
  const [length, wanted] = [is.rows[0]?.length, was.rows[0]?.length];
  return length === wanted
    ? null
    : `${is.variant} answers ${length} values to each item, and ${was.variant} ${wanted}`;
}

/**
 * The options to ask items one at a time: without a wait for fuller batches, which never come, and without a limit on
 * batches, because our own batch must fit.
 */
function oneByOne(options: SettledOptions): SettledOptions {
  const { batch: _, repetition: __, lengths: ___, verify: ____, maxBatch: _____, ...rest } = options;
  return { ...rest, cacheCheck: false, ...(options.url === undefined ? { maxDelayMs: 0 } : {}) };
}

/** The scenario with one item per request: its own payload may be of many lengths, which no batch can hold. */
function oneItemEach(options: SettledOptions, host: Host): Scenario {
  const scenario = loadScenario(options.scenario, host.cwd, host.packageRoot);
  return { ...scenario, slo: [], payload: resolvePayload({ items: 1 }, options) };
}
