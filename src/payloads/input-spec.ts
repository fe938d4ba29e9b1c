import { z } from "zod";
import { expectDatatype } from "../wire/tensor/tensor.ts";
import { WireError } from "../wire/wire-error.ts";
import type { InputSpec } from "./payload.ts";

const SPEC = /^([^\s,[\]]+):([A-Za-z0-9]+)\[((?:-1|\d{1,9})(?:,(?:-1|\d{1,9}))*|)\]$/;
const EXAMPLE = "x:FP32[-1,64] or ids:INT64[-1,128],mask:INT64[-1,128]";

/**
 * Reads the inputs of a model, `ids:INT64[-1,128],mask:INT64[-1,128]`: name, datatype and shape of each, −1 for a
 * dimension that requests choose, the batch first. Throws `WireError`.
 */
export function parseInputs(text: string): InputSpec[] {
  const names = new Set<string>();
  return text.split(/,(?![^[]*\])/).map((part) => {
    const [, name, datatype, sizes] = SPEC.exec(part.trim()) ?? [];
    if (name === undefined || sizes === undefined) {
      throw new WireError(`expected inputs such as ${EXAMPLE}, found ${JSON.stringify(part)}`);
    }
    if (names.has(name)) throw new WireError(`input ${JSON.stringify(name)} is there twice`);
    names.add(name);
    return {
      name,
      datatype: expectDatatype(datatype, `datatype of input ${JSON.stringify(name)}`),
      shape: sizes === "" ? [] : sizes.split(",").map(Number),
    };
  });
}

/** Schema of the inputs of a model. The value stays text, for the command that repeats a run. */
export const inputsSchema = z.string().superRefine((text, context) => {
  try {
    parseInputs(text);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    context.addIssue({ code: "custom", message: error.message });
  }
});
