import type { SweepOptions } from "../../config/sweep-options.ts";
import type { Host } from "../../core/host.ts";
import { findModel } from "../../store/model-library.ts";
import { axisOf } from "../../sweep/axes.ts";
import type { SettledAxes } from "./settle-axes.ts";

/** SHA-256 of the files that the embedded server will be given, by variant. */
export function modelsOfVariants(
  { url }: Pick<SweepOptions, "url">,
  { axes, fixed }: SettledAxes,
  { cwd, packageRoot }: Pick<Host, "cwd" | "packageRoot">,
): Record<string, string> {
  if (url !== undefined) return {};
  const variants = axisOf(axes, "variant");
  const values = variants?.values.map((value) => ({ ...fixed, [variants.name]: value })) ?? [fixed];
  return Object.fromEntries(
    values.map(({ model = "digits", precision = "fp32" }) => [
      `${model} ${precision}`,
      findModel(model, precision, cwd, packageRoot).sha256,
    ]),
  );
}
