import { targetError } from "../core/errors.ts";
import type { Payloads } from "../payloads/payload.ts";
import type { ModelMetadata } from "../wire/oip-metadata.ts";
import type { Tensor } from "../wire/tensor.ts";
import { type Classified, OK } from "./target.ts";

/** What a good answer of a model looks like: learned from the first one, held against the model's metadata. */
export interface ExpectedOutputs {
  /** Body length of the first answer: the same length is taken for the same shape without a closer look. −1: look. */
  readonly bodyBytes: number;
  /** −1 in a shape: any size, because requests differ in length. */
  readonly outputs: readonly {
    readonly name: string;
    readonly datatype: string;
    readonly shape: readonly number[];
  }[];
}

/**
 * Holds the first answer against the metadata: names, datatypes, fixed dimensions, and the batch sent.
 *
 * @throws target error when it is not what the metadata promises
 */
export function expectOutputs(
  answer: { readonly outputs: readonly Tensor[]; readonly bodyBytes: number },
  metadata: ModelMetadata,
  payloads: Payloads,
  model: string,
): ExpectedOutputs {
  const sent = payloads.tensors(0);
  for (const spec of metadata.outputs) {
    const output = answer.outputs.find((o) => o.name === spec.name);
    const problem =
      output === undefined
        ? "is missing"
        : output.datatype !== spec.datatype
          ? `is ${output.datatype}, not ${spec.datatype}`
          : fits(output.shape, spec.shape, sent[0]?.shape[0])
            ? undefined
            : `has shape [${output.shape}], the metadata says [${spec.shape}] and the batch was ${sent[0]?.shape[0]}`;
    if (problem === undefined) continue;
    throw targetError(
      `the answer of model "${model}" is not what its metadata promises: output "${spec.name}" ${problem}`,
      "another model may be loaded under this name: check the server",
    );
  }
  // Where requests differ in length, so may the answers, in the dimensions that the metadata leaves open.
  const varies = lengthsVary(payloads);
  const outputs = answer.outputs.map(({ name, datatype, shape }) => {
    const spec = varies ? metadata.outputs.find((o) => o.name === name)?.shape : undefined;
    return {
      name,
      datatype,
      shape: shape.map((size, axis) => (axis > 0 && (spec?.[axis] ?? 0) < 0 ? -1 : size)),
    };
  });
  const isOpen = outputs.some(({ shape }) => shape.includes(-1));
  return { bodyBytes: isOpen ? -1 : answer.bodyBytes, outputs };
}

/** Ok, or wrong with what was found instead. */
export function judgeOutputs(outputs: readonly Tensor[], wanted: ExpectedOutputs): Classified {
  const matches = wanted.outputs.every((spec) => {
    const output = outputs.find((o) => o.name === spec.name);
    return output?.datatype === spec.datatype && fits(output.shape, spec.shape, spec.shape[0]);
  });
  if (matches) return OK;
  const found = outputs.map((o) => `${o.name} ${o.datatype} [${o.shape}]`).join(", ");
  return { outcome: "wrong", failure: "response-shape", message: `found outputs ${found}` };
}

function lengthsVary({ count, meta }: Payloads): boolean {
  const first = meta(0).length;
  return Array.from({ length: count }, (_, index) => meta(index).length).some((length) => length !== first);
}

function fits(shape: readonly number[], spec: readonly number[], batch: number | undefined): boolean {
  if (shape.length !== spec.length) return false;
  return spec.every((size, axis) => (size >= 0 ? shape[axis] === size : axis > 0 || shape[axis] === batch));
}
