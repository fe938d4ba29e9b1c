import type { Datatype, Tensor } from "../wire/tensor/tensor.ts";

/** An input of a model, as the model describes it; −1 marks a dimension that the client chooses. */
export interface InputSpec {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
}

/** The properties of a payload that decide its work, without its bytes: enough for a simulated server. */
export interface PayloadMeta {
  readonly items: number;
  /** Length of the dynamic dimensions; null where the model has none but the batch. */
  readonly length: number | null;
  /** Key of the content: equal keys mean equal content, as for a cache. */
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
  /** One sentence that describes the payloads in the report. */
  readonly description: string;
  /** Number of different requests. */
  readonly count: number;
  meta(index: number): PayloadMeta;
  /** The labels of the items, where they are known. */
  readonly labelled?: Labelled;
  /** The inputs of request `index` (0 ≤ index < count), each with the batch dimension first. */
  tensors(index: number): Tensor[];
}
