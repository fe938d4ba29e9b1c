import { targetError } from "../../core/errors.ts";
import type { Payloads } from "../../payloads/payload.ts";
import { type Classified, OK } from "../target.ts";

/**
 * The name, datatype and shape of an output. In JSON the datatype is only the kind of the values, such as `number`.
 */
export interface OutputShape {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
}

/** An output as the metadata of a model promises it: −1 is any size, and null is an unknown shape. */
export interface OutputPromise extends Omit<OutputShape, "shape"> {
  readonly shape: readonly number[] | null;
}

/** The form of a good answer of a model, taken from the first answer after a check against the model's metadata. */
export interface ExpectedOutputs {
  /**
   * The body length of the first answer, bytes: an answer of this length counts as good unread. −1: read every
   * answer.
   */
  readonly bodyBytes: number;
  /** The outputs of a good answer; −1 in a shape is any size, because requests differ in length. */
  readonly outputs: readonly OutputShape[];
}

/**
 * Checks the first answer against the metadata: names, datatypes, fixed dimensions, and the batch that was sent.
 *
 * @param promised the outputs in the metadata; empty for a server without metadata
 * @throws target error when the answer is not what the metadata promises
 */
export function expectOutputs(
  answer: { readonly outputs: readonly OutputShape[]; readonly bodyBytes: number },
  promised: readonly OutputPromise[],
  payloads: Payloads,
  model: string,
): ExpectedOutputs {
  // Not every input has a batch dimension (a table, a scale), and the metadata does not tell which has.
  const batches = [...new Set(payloads.tensors(0).map(({ shape }) => shape[0] ?? 1))];
  for (const spec of promised) {
    const output = answer.outputs.find((o) => o.name === spec.name);
    const problem =
      output === undefined
        ? "is missing"
        : output.datatype !== spec.datatype
          ? `is ${output.datatype}, not ${spec.datatype}`
          : spec.shape === null || fits(output.shape, spec.shape, batches)
            ? undefined
            : `has shape [${output.shape}], the metadata says [${spec.shape}] and the batch was ${batches.join(" or ")}`;
    if (problem === undefined) continue;
    throw targetError(
      `the answer of model "${model}" is not what its metadata promises: output "${spec.name}" ${problem}`,
      "another model may be loaded under this name: check the server",
    );
  }
  // When requests differ in length, answers may differ in the dimensions that the metadata leaves open.
  const varies = lengthsVary(payloads);
  const outputs = answer.outputs.map(({ name, datatype, shape }) => {
    const spec = promised.find((output) => output.name === name)?.shape;
    const isOpen = (axis: number) => varies && axis > 0 && (spec?.[axis] ?? -1) < 0;
    return { name, datatype, shape: shape.map((size, axis) => (isOpen(axis) ? -1 : size)) };
  });
  const isSized = outputs.every(({ shape }) => !shape.includes(-1));
  return { bodyBytes: isSized ? answer.bodyBytes : -1, outputs };
}

/** Judges the outputs of an answer: ok, or wrong with the outputs that were found. */
export function judgeOutputs(outputs: readonly OutputShape[], wanted: ExpectedOutputs): Classified {
  const matches = wanted.outputs.every((spec) => {
    const output = outputs.find((o) => o.name === spec.name);
    return output?.datatype === spec.datatype && fits(output.shape, spec.shape, []);
  });
  if (matches) return OK;
  const found = outputs.map((o) => `${o.name} ${o.datatype} [${o.shape}]`).join(", ");
  return { outcome: "wrong", failure: "response-shape", message: `found outputs ${found}` };
}

function lengthsVary({ count, meta }: Payloads): boolean {
  const first = meta(0).length;
  return Array.from({ length: count }, (_, index) => meta(index).length).some((length) => length !== first);
}

/** Tells whether a shape fits a spec, in which −1 is any size; as the first dimension, one of the `batches` sent. */
function fits(shape: readonly number[], spec: readonly number[], batches: readonly number[]): boolean {
  if (shape.length !== spec.length) return false;
  return spec.every((size, axis) => {
    const found = shape[axis] ?? -1;
    return size >= 0 ? found === size : axis > 0 || batches.includes(found);
  });
}
