import type { Datatype, Tensor } from "../wire/tensor.ts";

/** What a model says of one of its inputs; −1 marks a dimension that the client chooses. */
export interface InputSpec {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
}

/** The content of requests: a pool from which the schedule picks by index. */
export interface Payloads {
  /** One sentence for the report. */
  readonly description: string;
  /** How many different requests there are. */
  readonly count: number;
  /** The inputs of request `index` (0 ≤ index < count), each with the batch dimension first. */
  tensors(index: number): Tensor[];
}
