import { parseDecimal } from "../../core/decimal.ts";
import { usageError } from "../../core/errors.ts";
import { createCounterRng } from "../../core/rng.ts";

/** The part of the requests that has a priority. */
export interface PriorityShare {
  readonly priority: number;
  readonly share: number;
}

/** Largest sum of shares: decimal fractions that add up to 1 need not do so in binary. */
const WHOLE = 1 + 1e-9;

/** Reads `--priorities`, such as `1:0.2,3:0.5`. What is left over has no priority of its own. @throws usage error */
export function parseShares(text: string, levels: number): readonly PriorityShare[] {
  const wrong = (why: string) => usageError(`--priorities ${text}: ${why}`, "write such as 1:0.2,2:0.8");
  const shares = text.split(",").map((part) => {
    const [priority = Number.NaN, share = Number.NaN, ...more] = part
      .split(":")
      .map((word) => parseDecimal(word.trim()) ?? Number.NaN);
    if (more.length > 0 || !Number.isInteger(priority) || !(share >= 0 && share <= 1))
      throw wrong(`"${part}" is no priority with its share of the requests, 0 to 1`);
    if (priority < 1 || priority > levels)
      throw wrong(`there is no priority ${priority} among ${levels} levels`);
    return { priority, share };
  });
  if (new Set(shares.map(({ priority }) => priority)).size < shares.length)
    throw wrong("a priority stands there twice");
  if (shares.reduce((sum, { share }) => sum + share, 0) > WHOLE) throw wrong("the shares are more than 1");
  return shares;
}

/** Draws the priority of each request by its number, so that nothing else that is drawn moves; the rest has the default one. */
export function priorityDraw(
  shares: readonly PriorityShare[],
  defaultPriority: number,
  seed: number,
): (seq: number) => number {
  const draw = createCounterRng(seed, "priorities");
  return (seq) => {
    let left = draw(seq);
    for (const { priority, share } of shares) {
      if (left < share) return priority;
      left -= share;
    }
    return defaultPriority;
  };
}
