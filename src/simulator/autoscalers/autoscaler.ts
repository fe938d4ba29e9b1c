import type { z } from "zod";
import type { FleetReading } from "./fleet-reading.ts";

/**
 * An autoscaler: how many replicas a fleet is given. To add one, write a file in this folder and add its line to
 * `index.ts`.
 */
export interface Autoscaler<Schema extends z.ZodObject = z.ZodObject> {
  readonly kind: string;
  /** One sentence that says how it decides. */
  readonly title: string;
  readonly options: Schema;
  /** The options in words for people. */
  describe(options: z.output<Schema>): string;
  /** Starts it at time 0 of the virtual clock. */
  start(options: z.output<Schema>, context: AutoscalerContext): RunningAutoscaler;
}

/** The facts that an autoscaler needs in addition to its options. */
export interface AutoscalerContext {
  /** Replicas that are ordered when it starts. */
  readonly initialReplicas: number;
  /**
   * How far each of its periods has run when the run begins, as a share of the period, 0 ≤ phase < 1. In a cluster
   * periods do not begin with the traffic: runs with several seeds give each its own phase.
   */
  readonly phase: number;
}

/** An autoscaler at work. It is asked at the times that it names, in order, and at no others. */
export interface RunningAutoscaler {
  /** Virtual time at which it wants to be asked next, ms; `Infinity` where it has nothing to do any more. */
  readonly nextMs: number;
  /**
   * Reads the fleet at `nextMs`, and says what it decided. Empty where it only stored a reading; several where
   * controllers of one autoscaler act at the same moment. The last one's `desired` is the order that stands.
   */
  look(fleet: FleetReading): readonly ScalingDecision[];
}

/** A line of the decision log: what was seen, what was wanted, and why it was held back. */
export interface ScalingDecision {
  readonly atMs: number;
  /** The part that decided: `hpa`, `keda`, `knative`, `scheduled`. */
  readonly by: string;
  readonly metrics: readonly MetricReading[];
  /** Replicas by the metrics alone; null where they could not say. */
  readonly recommended: number | null;
  /** Replicas that are ordered from now on. */
  readonly desired: number;
  /** Replicas that were ordered before. */
  readonly current: number;
  /** Why `desired` is not what was recommended, or why nothing was recommended. */
  readonly heldBackBy: readonly string[];
}

/** The value of a metric that a decision rests on. */
export interface MetricReading {
  readonly name: string;
  /** The value; null where none could be had. */
  readonly value: number | null;
  readonly target: number;
}

/** Identity that infers the option types from the schema, so that a file states its options once. */
export function defineAutoscaler<Schema extends z.ZodObject>(
  autoscaler: Autoscaler<Schema>,
): Autoscaler<Schema> {
  return autoscaler;
}

/**
 * The first moment of something that happens every `periodMs`: a whole period where none of it has run. Moments are whole
 * milliseconds, so that windows and periods end where they should whatever the phase.
 */
export function firstMs(periodMs: number, phase: number): number {
  return Math.max(1, Math.round((1 - phase) * periodMs));
}
