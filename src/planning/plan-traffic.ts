import type { Objective } from "../result/objective.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Demand } from "./demand/demand.ts";

/** The traffic that a plan is made for. */
export interface PlanTraffic {
  /** The scenario of an hour with a given rate. */
  readonly scenarioAt: (ratePerSec: number) => Scenario;
  readonly objectives: readonly Objective[];
  readonly demand: Demand;
  /** The file of the demand, with its SHA-256; null without one. */
  readonly file: { readonly name: string; readonly sha256: string } | null;
  /** How long of each hour is simulated under each seed, ms. */
  readonly measureMs: number;
  readonly itemsPerRequest: number;
  /** Lengths of many of the requests; null where they have none. */
  readonly lengths: readonly number[] | null;
  /** Mean length of the requests; null where they have none. */
  readonly meanLength: number | null;
}
