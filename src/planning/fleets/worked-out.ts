import type { Evaluation } from "../windows/evaluation.ts";

/** A fleet at one rate. */
export interface HourSimulated {
  readonly ratePerSec: number;
  readonly evaluation: Evaluation;
}

/** What a change of demand or service time does. */
export interface Changed {
  readonly what: "demand" | "service time";
  /** Share by which it changes. */
  readonly change: number;
  /** The fleet as it is planned, then. */
  readonly unchanged: Evaluation;
  /** Replicas that are then needed, spare ones included; null where the most do not suffice. */
  readonly needed: number | null;
}

/** Everything that was simulated of a fleet. */
export interface WorkedOutFleet {
  /** Replicas without the spare ones. */
  readonly replicas: number;
  /** At the busiest hour with all replicas, and without the spare ones. */
  readonly normal: Evaluation;
  readonly withoutSpare: Evaluation;
  readonly oneMore: Evaluation;
  readonly oneFewer: Evaluation | null;
  /** With all replicas at the rates of hours, the busiest first. */
  readonly hours: readonly HourSimulated[];
  readonly changes: readonly Changed[];
  /** With all replicas at rates above the busiest hour, rising. */
  readonly higher: readonly HourSimulated[];
  /** The most that one replica computed, requests per second. */
  readonly mostPerSec: number;
}
