import type { RunOptionsInput } from "../../config/run-options.ts";
import type { RunResult } from "../../result/run-result.ts";
import type { Claim, ClaimSide } from "../../sweep/claims/claim.ts";
import { shareOfCapacity } from "../../sweep/claims/share-of-capacity.ts";

/** The requests in flight by which the capacity is measured. */
const CONCURRENCY = "8";

/**
 * The options for the rate of one side in one pair. The capacity that a rate is a share of is measured anew for each pair, so
 * that its error differs from pair to pair and is in the interval of the claim; both sides of a pair share it.
 *
 * @param pair counted from 0
 * @param measure runs options under a name, and reads a run back that has been made; null when it was interrupted
 * @returns "unknown" where no valid run showed the capacity; null when it was interrupted
 */
export async function rateOptions(
  { id }: Pick<Claim, "id">,
  { capacityShare, options }: ClaimSide,
  pair: number,
  seed: number,
  measure: (id: string, options: RunOptionsInput) => Promise<RunResult | null>,
): Promise<RunOptionsInput | "unknown" | null> {
  if (capacityShare === undefined) return {};
  const { arrivals: _, ...closed } = options;
  const capacity = await measure(`${id}-${pair + 1}-capacity`, { ...closed, seed, concurrency: CONCURRENCY });
  if (capacity === null) return null;
  const rate = shareOfCapacity(capacity, capacityShare);
  return rate === null ? "unknown" : { rate };
}
