import type { SimulateOptionsInput } from "../../config/simulate-options.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { LengthRange } from "../../simulator/pools/machine-pool.ts";

/** One fleet at one load under one seed, as plain data that a thread can be given. */
export interface WindowOrder {
  /** The fleet, as options of `plimsoll simulate`. */
  readonly fleet: SimulateOptionsInput;
  /** The traffic at its rate, with its lengths of warm-up and measured part. */
  readonly scenario: Scenario;
  /** Times as long as its service model computes. */
  readonly scale: number;
  readonly seed: number;
  /** The lengths of the requests that come, where others do not; left out = all. */
  readonly only?: LengthRange;
}
