import type { RunOptionsInput } from "../../config/run-options.ts";
import type { Point } from "../../sweep/axes.ts";

/** Sets up the server for one point of a sweep after another. */
export interface ServerSetup {
  /**
   * Sets up the server before the run of a point, and changes nothing that is set up so already.
   *
   * @param point a value of every axis, also of those with one value
   * @param options of `plimsoll run` at this point
   * @returns the options that are left for `run`
   * @throws usage error (2) where the server cannot be set up so, target error (4) where the setup failed
   */
  setUp(point: Point, options: RunOptionsInput): Promise<RunOptionsInput>;
  /** Restores the setup from before the sweep, where it is known. @throws target error */
  restore(): Promise<void>;
}
