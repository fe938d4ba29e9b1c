import type { RunOptionsInput } from "../../config/run-options.ts";
import type { Point } from "../../sweep/axes.ts";

/** Sets up the server for one point of a sweep after another. */
export interface ServerSetup {
  /**
   * Before the run of a point; what is set up so already is left alone.
   *
   * @param point a value of every axis, of those with one value too
   * @param options of `plimsoll run` at this point
   * @returns the options that are left for `run`
   * @throws usage error (2) where the server cannot be set up so, target error (4) where it did not take it
   */
  setUp(point: Point, options: RunOptionsInput): Promise<RunOptionsInput>;
  /** Puts back what was there before the sweep, where that is known. @throws target error */
  restore(): Promise<void>;
}
