import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { parseRunInput } from "../../config/run-options.ts";
import { type ParsedSweep, pointOptions, sharedRunOptions } from "../../config/sweep-options.ts";
import { EXIT, PlimsollError, usageError } from "../../core/errors.ts";
import type { Host } from "../../core/host.ts";
import { ACCURACY_FILE, type SeriesFolder } from "../../store/series-folder.ts";
import { type Axis, axisOf } from "../../sweep/axes.ts";
import type { ServerSetup } from "../series/server-setup.ts";
import { splitSetup } from "../series/setup-options.ts";
import type { BegunSeries } from "../series/stored-plan.ts";
import { settleTarget } from "../target/settle-target.ts";
import type { SettledAxes } from "./settle-axes.ts";
import { type VariantAccuracies, variantAccuraciesSchema, variantAccuracy } from "./variant-accuracy.ts";

const CURE = "delete it and resume again, or begin a new sweep with another --out";

/** The accuracies as stored, with what they belong to. */
const storedSchema = variantAccuraciesSchema.extend({
  kind: z.literal("accuracy"),
  plan: z.string().describe("SHA-256 of the plan of the sweep"),
  models: z.record(z.string(), z.string()).describe("SHA-256 of the model's file, by variant"),
  axis: z.string().describe("axis of the variants"),
});
type StoredAccuracies = z.infer<typeof storedSchema>;

/**
 * The accuracy of each variant that the sweep compares; read from the folder where it was measured before.
 *
 * @param onVariant called with each variant before it is asked
 * @returns null when it was interrupted
 */
export async function sweepAccuracy(
  { options, given }: ParsedSweep,
  { axes, fixed }: SettledAxes,
  setup: ServerSetup,
  { folder, planSha256: plan, models }: Pick<BegunSeries, "folder" | "planSha256" | "models">,
  host: Host,
  onVariant: (variant: string) => void,
): Promise<VariantAccuracies | null> {
  const axis = axisOf(axes, "variant");
  if (axis === undefined)
    return { accuracy: [], absent: "there is one variant, and nothing to hold it against" };
  const known = folder.readSealed(ACCURACY_FILE, storedSchema, CURE);
  if (known !== null) return fitting(known.content, { axis, plan, models }, folder);
  const values = { ...sharedRunOptions(given), ...pointOptions(fixed) };
  const at = (variant: string) => ({ ...fixed, [axis.name]: variant });
  try {
    const { setup: _, left } = splitSetup(values);
    const { options: asking } = parseRunInput(options.url === undefined ? values : left);
    const { options: settled } = await settleTarget(asking, host);
    const found = await variantAccuracy(settled, axis, host, async (variant) => {
      onVariant(variant);
      await setup.setUp(at(variant), { ...values, ...pointOptions(at(variant)) });
    });
    if (found !== null) {
      const stored: StoredAccuracies = {
        kind: "accuracy",
        plan,
        models: { ...models },
        axis: axis.name,
        ...found,
      };
      folder.writeSealed(ACCURACY_FILE, stored);
    }
    return found;
  } catch (error) {
    if (host.interrupted.aborted) return null;
    // A variant that cannot be asked is a finding, not the end of the sweep.
    if (!(error instanceof PlimsollError) || error.exitCode !== EXIT.target) throw error;
    return { accuracy: [], absent: error.message };
  }
}

/** Accuracies that were measured before. @throws usage error when they are not those of this sweep's variants */
function fitting(
  known: StoredAccuracies,
  { axis, plan, models }: { readonly axis: Axis; readonly plan: string; readonly models: object },
  { path }: SeriesFolder,
): VariantAccuracies {
  const { accuracy, absent } = known;
  const measured = accuracy.map(({ variant }) => variant).sort();
  if (absent === null && measured.join() !== [...axis.values].sort().join())
    throw usageError(
      `${path}/${ACCURACY_FILE} has the accuracy of ${measured.join(", ") || "no variant"}, and the sweep compares ${axis.values.join(", ")}`,
      CURE,
    );
  if (known.plan !== plan || known.axis !== axis.name || !isDeepStrictEqual(known.models, models))
    throw usageError(`${path}/${ACCURACY_FILE} holds the accuracies of another sweep`, CURE);
  return { accuracy, absent };
}
