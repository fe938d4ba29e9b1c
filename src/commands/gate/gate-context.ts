import type { PlannedProbe } from "../../capacity/probe.ts";
import type { RunOptionsInput } from "../../config/run-options.ts";
import type { SideName } from "../../gate/assemble-gate.ts";
import type { SideSearch } from "../../gate/load-line.ts";
import type { RunResult } from "../../result/run-result.ts";
import type { StoredRun } from "../../store/stored-runs.ts";
import type { AttemptContext } from "../series/attempt-runs.ts";
import type { ControlSeries } from "./control-series.ts";
import type { SearchRule } from "./search-rule.ts";
import type { SideServer } from "./side-server.ts";

/** What all runs of a gate share. */
export interface GateContext extends AttemptContext {
  readonly servers: Readonly<Record<SideName, SideServer>>;
  readonly control: ControlSeries;
  /** Runs of a baseline that was stored before; null where it is measured. */
  readonly storedBaseline: readonly StoredRun[] | null;
  /** Options of `plimsoll run` that are common to both sides, without seed and folder. */
  readonly common: RunOptionsInput;
  /** The seed of the first pair of the gate. */
  readonly seed: number;
  /** How load lines are searched; null where figures of single runs are compared. */
  readonly search: SearchRule | null;
  /** Called before a probe of a search is made. @param made probes of it so far */
  onProbe?(side: SideName, next: PlannedProbe, made: number): void;
}

/** The measurement of one side of a pair: a run, or a search. */
export interface SideRun {
  /** The run; of a search the one at its line, or else its last. */
  readonly result: RunResult;
  /** Folder of that run, within the gate's. */
  readonly folder: string;
  readonly attempts: number;
  readonly controlMs: number | null;
  /** What the search found; left out where the side is measured by a single run. */
  readonly search?: SideSearch;
}
