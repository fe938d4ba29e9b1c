import { batchingTrade } from "./batching-trade.ts";
import type { Claim } from "./claim.ts";
import { int8Speed } from "./int8-speed.ts";
import { lengthVariance } from "./length-variance.ts";
import { queueTail } from "./queue-tail.ts";
import { repeatsCached } from "./repeats-cached.ts";
import { shortDelay } from "./short-delay.ts";

/** The claims that `plimsoll sweep --preset claims` checks, in its order. */
export const CLAIMS: readonly Claim[] = [
  int8Speed,
  batchingTrade,
  lengthVariance,
  queueTail,
  repeatsCached,
  shortDelay,
];
