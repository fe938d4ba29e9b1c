import { parseRunInput } from "../../config/run-options.ts";
import { type ParsedSweep, pointOptions, sharedRunOptions } from "../../config/sweep-options.ts";
import { EXIT, PlimsollError, usageError } from "../../core/errors.ts";
import type { Host } from "../../core/host.ts";
import { ACCURACY_FILE, type SeriesFolder } from "../../store/series-folder.ts";
import { type Axis, axisOf } from "../../sweep/axes.ts";
import type { ServerSetup } from "../series/server-setup.ts";
import { splitSetup } from "../series/setup-options.ts";
import { settleTarget } from "../target/settle-target.ts";
import type { SettledAxes } from "./settle-axes.ts";
import { type VariantAccuracies, variantAccuraciesSchema, variantAccuracy } from "./variant-accuracy.ts";

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
  folder: SeriesFolder,
  host: Host,
  onVariant: (variant: string) => void,
): Promise<VariantAccuracies | null> {
  const axis = axisOf(axes, "variant");
  if (axis === undefined)
    return { accuracy: [], absent: "there is one variant, and nothing to hold it against" };
  const known = folder.read(ACCURACY_FILE, variantAccuraciesSchema);
  if (known !== null) return fitting(known, axis, folder);
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
    if (found !== null) folder.write(ACCURACY_FILE, `${JSON.stringify(found, null, 2)}\n`);
    return found;
  } catch (error) {
    if (host.interrupted.aborted) return null;
    // A variant that cannot be asked is a finding, not the end of the sweep.
    if (!(error instanceof PlimsollError) || error.exitCode !== EXIT.target) throw error;
    return { accuracy: [], absent: error.message };
  }
}

/** Accuracies that were measured before. @throws usage error when they are not those of the axis's variants */
function fitting(known: VariantAccuracies, axis: Axis, { path }: SeriesFolder): VariantAccuracies {
  const measured = known.accuracy.map(({ variant }) => variant).sort();
  if (known.absent === null && measured.join() !== [...axis.values].sort().join())
    throw usageError(
      `${path}/${ACCURACY_FILE} has the accuracy of ${measured.join(", ") || "no variant"}, and the sweep compares ${axis.values.join(", ")}`,
      "restore the file, or begin a new sweep with another --out",
    );
  return known;
}
