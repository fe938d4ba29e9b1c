import { targetError } from "../../core/errors.ts";
import type { Payloads } from "../../payloads/payload.ts";
import { type Classified, OK } from "../target.ts";

/** An output without its values; in JSON the datatype may be no more than the kind of its values. */
export interface OutputShape {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
}

/** What the metadata of a model promises: −1 is any size, and a shape that is not said is `null`. */
export interface OutputPromise extends Omit<OutputShape, "shape"> {
  readonly shape: readonly number[] | null;
}

/** What a good answer of a model looks like: learned from the first one, held against the model's metadata. */
export interface ExpectedOutputs {
  /** Body length of the first answer: the same length is taken for the same shape without a closer look. −1: look. */
  readonly bodyBytes: number;
  /** −1 in a shape: any size, because requests differ in length. */
  readonly outputs: readonly OutputShape[];
}

/**
 * Holds the first answer against the metadata: names, datatypes, fixed dimensions, and the batch sent. Where a server
 * has no metadata, nothing is promised.
 *
 * @throws target error when it is not what the metadata promises
 */
export function expectOutputs(
  answer: { readonly outputs: readonly OutputShape[]; readonly bodyBytes: number },
  promised: readonly OutputPromise[],
  payloads: Payloads,
  model: string,
): ExpectedOutputs {
  // An input need not be a batch (a table, a scale), and nothing says which is.
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
  // Where requests differ in length, so may the answers, in the dimensions that the metadata leaves open.
  const varies = lengthsVary(payloads);
  const outputs = answer.outputs.map(({ name, datatype, shape }) => {
    const spec = promised.find((output) => output.name === name)?.shape;
    const isOpen = (axis: number) => varies && axis > 0 && (spec?.[axis] ?? -1) < 0;
    return { name, datatype, shape: shape.map((size, axis) => (isOpen(axis) ? -1 : size)) };
  });
  const isSized = outputs.every(({ shape }) => !shape.includes(-1));
  return { bodyBytes: isSized ? answer.bodyBytes : -1, outputs };
}

/** Ok, or wrong with what was found instead. */
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

/** −1 is any size, but in the first place one of the `batches` sent. */
function fits(shape: readonly number[], spec: readonly number[], batches: readonly number[]): boolean {
  if (shape.length !== spec.length) return false;
  return spec.every((size, axis) => {
    const found = shape[axis] ?? -1;
    return size >= 0 ? found === size : axis > 0 || batches.includes(found);
  });
}
