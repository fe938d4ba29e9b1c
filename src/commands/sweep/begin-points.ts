import type { ParsedSweep, SweepOptions } from "../../config/sweep-options.ts";
import type { Host } from "../../core/host.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { Axis } from "../../sweep/axes.ts";
import { refuseEndlessPlan } from "../run/refuse-endless-plan.ts";
import { refuseUnpriced } from "../run/refuse-unseen-objectives.ts";
import { digestGivenFiles } from "../series/given-files.ts";
import type { BegunSeries } from "../series/stored-plan.ts";
import { discoverTarget } from "./discover-target.ts";
import { modelsOfVariants } from "./models-of-variants.ts";
import { beginSweep } from "./parse-sweep.ts";
import { scenariosOfPoints } from "./scenarios-of-points.ts";
import { type SettledAxes, settleAxes } from "./settle-axes.ts";

const DEFAULT_DURATION_MS = 10_000;
const DEFAULT_WARMUP_MS = 2_000;

/** Points that are about to be measured: what they are, and the folder of their runs, which whoever began it releases. */
export interface BegunPoints {
  readonly parsed: ParsedSweep;
  readonly settled: SettledAxes;
  /** The scenarios of all points. */
  readonly resolved: readonly Scenario[];
  readonly begun: BegunSeries;
}

/**
 * Settles the points of a series, refuses those that cannot be, and makes its folder, or opens that of a resumed one.
 *
 * @param name ends the name of the folder, where the user gives none
 * @throws usage error (2), or target error (4) where the server cannot be asked what it speaks
 */
export async function beginPoints(name: string, asked: ParsedSweep, host: Host): Promise<BegunPoints> {
  const parsed = await discoverTarget(asked, host);
  const { options } = parsed;
  const settled = settleAxes(options, host.cwd, host.packageRoot);
  const resolved = scenariosOfPoints(phasesOf(options), settled, host);
  for (const scenario of resolved) refuseEndlessPlan(scenario);
  refuseUnpriced(options.slo ?? [], options.price);
  const { body, proto } = options;
  const files = digestGivenFiles({ scenarios: scenariosOf(settled), resolved, body, proto }, host);
  const models = modelsOfVariants(options, settled, host);
  const begun = await beginSweep(name, parsed, { models, files }, host);
  return { parsed, settled, resolved, begun };
}

/** The phases of every point. */
export function phasesOf({ warmupMs, durationMs }: SweepOptions): Scenario["phases"] {
  return { warmupMs: warmupMs ?? DEFAULT_WARMUP_MS, measureMs: durationMs ?? DEFAULT_DURATION_MS };
}

function scenariosOf({ axes, fixed }: SettledAxes): Axis["values"] {
  return axes.find((axis) => axis.name === "scenario")?.values ?? [fixed.scenario ?? "steady"];
}
