import { parseRunInput } from "../../config/run-options.ts";
import { pointOptions } from "../../config/sweep-options.ts";
import type { Host } from "../../core/host.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { loadScenario } from "../../store/scenario-library.ts";
import { type AxisName, gridOf, type Point } from "../../sweep/axes.ts";
import { resolveScenario } from "../run/resolve-scenario.ts";
import type { SettledAxes } from "./settle-axes.ts";

/** The axes that decide what is sent, and when. */
const OF_THE_SCENARIO: readonly AxisName[] = [
  "scenario",
  "arrivals",
  "rate",
  "concurrency",
  "lengths",
  "sequenceLength",
];

/**
 * The scenarios of all points of a sweep, each once, before any is measured.
 *
 * @param phases of every point
 * @throws usage error where one cannot be
 */
export function scenariosOfPoints(
  phases: Scenario["phases"],
  { axes, fixed }: SettledAxes,
  { cwd, packageRoot }: Pick<Host, "cwd" | "packageRoot">,
): Scenario[] {
  return gridOf(axes.filter(({ name }) => OF_THE_SCENARIO.includes(name))).map((point) => {
    const { options } = parseRunInput(pointOptions(ofTheScenario({ ...fixed, ...point })));
    const scenario = loadScenario(options.scenario, cwd, packageRoot);
    return { ...resolveScenario(scenario, options), phases };
  });
}

function ofTheScenario(point: Point): Point {
  return Object.fromEntries(
    Object.entries(point).filter(([name]) => OF_THE_SCENARIO.includes(name as AxisName)),
  );
}
