import { createRng } from "../core/rng.ts";
import { gridOf, type Point } from "./axes.ts";
import type { Strategy } from "./strategy.ts";

/**
 * Measures every point of the grid `repeats` times. Each round is the whole grid in its own random order, so that
 * neither a drift of the machine nor what came before lands on one axis (a randomised complete block design).
 */
export const fullGrid: Strategy = ({ axes, seed, repeats, durationMs }, measured) => {
  const grid = gridOf(axes);
  const take = Math.floor(measured.length / grid.length);
  if (take >= repeats) return { kind: "stop", reason: `all ${grid.length} points were measured` };
  const point = shuffled(grid, seed, take)[measured.length % grid.length] as Point;
  return { kind: "measure", next: { point, take, durationMs } };
};

/** Points in random order (Fisher–Yates), the same for the same seed and round. */
function shuffled(points: readonly Point[], seed: number, round: number): Point[] {
  const order = [...points];
  const rng = createRng(seed, `sweep round ${round}`);
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(rng() * (last + 1));
    [order[last], order[other]] = [order[other] as Point, order[last] as Point];
  }
  return order;
}
