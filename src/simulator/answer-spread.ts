import { formatMs } from "../core/format.ts";
import type { NetworkModel } from "./network.ts";

/**
 * A way on which only answers take time: those of a batch leave one after another, evenly over `1 − spread` to `1 + spread` times the
 * mean. It stands for all that a request spends outside the server, as perf_analyzer measures it.
 */
export function answerSpread(meanMs: number, spread: number): NetworkModel {
  return {
    words: `${formatMs(meanMs)} between client and server`,
    start: (rng) => (_, answersOf, answerIndex) =>
      answersOf === 0 ? 0 : meanMs * (1 - spread + (2 * spread * (answerIndex + rng())) / answersOf),
  };
}
