import type { Datatype, Tensor } from "../wire/tensor/tensor.ts";

/** What a model says of one of its inputs; −1 marks a dimension that the client chooses. */
export interface InputSpec {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
}

/** What decides the work that a payload makes, without its bytes: enough for a simulated server. */
export interface PayloadMeta {
  readonly items: number;
  /** Length of its dynamic dimensions; null where the model has none but the batch. */
  readonly length: number | null;
  /** Same key, same content: what a cache would look up. */
  readonly key: number;
}

/** Items whose labels are known. */
export interface Labelled {
  readonly labels: Uint8Array;
  /** Numbers of the items that request `index` carries. */
  carriedBy(index: number): number[];
}

/** The content of requests: a pool from which the schedule picks by index. */
export interface Payloads {
  /** One sentence for the report. */
  readonly description: string;
  /** How many different requests there are. */
  readonly count: number;
  meta(index: number): PayloadMeta;
  /** Where it is known what the items show. */
  readonly labelled?: Labelled;
  /** The inputs of request `index` (0 ≤ index < count), each with the batch dimension first. */
  tensors(index: number): Tensor[];
}
