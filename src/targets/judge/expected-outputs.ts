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

/** The form of a good answer of a model, taken from its metadata and from the first answer. */
export interface ExpectedOutputs {
  /**
   * The body length of every good answer, bytes, where all outputs have fixed sizes: enough for a client that has only
   * the length of an answer. −1: answers differ in length.
   */
  readonly bodyBytes: number;
  /** The outputs of a good answer; −1 in a shape is any size, and null is any shape. */
  readonly outputs: readonly OutputPromise[];
}

/**
 * What is known of the first dimensions that the metadata leave open. `batch`: they are the batch, one row for each
 * item. `unknown`: they may also be what was found, as in detection: the metadata do not tell.
 */
export type FirstDimension = "batch" | "unknown";

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
  first: FirstDimension = "unknown",
): ExpectedOutputs {
  const rows = new Rows(payloads, first);
  for (const spec of promised) {
    const output = answer.outputs.find((o) => o.name === spec.name);
    const problem =
      output === undefined
        ? "is missing"
        : isKind(output.datatype, spec.datatype)
          ? rows.problem(output, spec.shape)
          : `is ${output.datatype}, not ${spec.datatype}`;
    if (problem === null) continue;
    throw targetError(
      `the answer of model "${model}" is not what its metadata promises: output "${spec.name}" ${problem}`,
      "another model may be loaded under this name: check the server",
    );
  }
  const outputs = answer.outputs.map(({ name, datatype, shape }): OutputPromise => {
    const spec = promised.find((output) => output.name === name);
    const open = spec === undefined ? shape.map(() => -1) : spec.shape;
    return { name, datatype: spec?.datatype ?? datatype, shape: open && rows.settled(open, shape) };
  });
  const isSized = outputs.every(
    ({ shape, datatype }) => shape?.includes(-1) === false && datatype !== "BYTES",
  );
  return { bodyBytes: isSized ? answer.bodyBytes : -1, outputs };
}

/** The rows that outputs have, for requests of a number of items. */
class Rows {
  /** Not every input has a batch dimension (a table, a scale), and the metadata do not tell which has. */
  readonly #batches: readonly number[];
  readonly #items: number;
  readonly #first: FirstDimension;

  constructor(payloads: Payloads, first: FirstDimension) {
    this.#batches = [...new Set(payloads.tensors(0).map(({ shape }) => shape[0] ?? 1))];
    this.#items = payloads.meta(0).items;
    this.#first = first;
  }

  /** What is wrong with the shape of an output in the first answer, in words; null when nothing is. */
  problem(output: OutputShape, spec: readonly number[] | null): string | null {
    if (spec === null) return null;
    const { shape } = output;
    const [rows = 0] = shape;
    const found = `has shape [${shape}], the metadata says [${spec}]`;
    if (!fits(output, spec)) return `${found}${spec[0] === -1 ? this.#asSent() : ""}`;
    if (spec[0] !== -1 || this.#batches.includes(rows)) return null;
    // Fewer rows than items are an answer cut short, or all that was found: nothing tells which.
    const isCut = this.#items > 1 && rows < this.#items;
    return this.#first === "batch" || isCut ? `${found}${this.#asSent()}` : null;
  }

  #asSent(): string {
    return ` and the batch was ${this.#batches.join(" or ")}`;
  }

  /** The shape of all good answers: as promised, with the rows of the first answer where they are the batch. */
  settled(open: readonly number[], shape: readonly number[]): number[] {
    const [rows = 0] = shape;
    const isBatch = this.#first === "batch" || (this.#items > 1 && this.#batches.includes(rows));
    return open.map((size, axis) => (axis === 0 && size === -1 && isBatch ? rows : size));
  }
}

/** Judges the outputs of an answer: ok, or wrong with the outputs that were found. */
export function judgeOutputs(outputs: readonly OutputShape[], wanted: ExpectedOutputs): Classified {
  const matches = wanted.outputs.every((spec) => {
    const output = outputs.find((o) => o.name === spec.name);
    if (output === undefined || !isKind(output.datatype, spec.datatype)) return false;
    if (spec.shape === null) return true;
    // What the first answer hid or mixed is not known: only its outer dimensions are.
    if (isVague(spec)) return isPrefix(spec.shape, output.shape);
    return fits(output, spec.shape);
  });
  if (matches) return OK;
  const found = outputs.map((o) => `${o.name} ${o.datatype} [${o.shape}]`).join(", ");
  return { outcome: "wrong", failure: "response-shape", message: `found outputs ${found}` };
}

/**
 * Tells whether an output is of a datatype. In JSON, null is a number that is not finite, and no values are of any
 * kind; values of several kinds in the first answer promise nothing.
 */
function isKind(found: string, wanted: string): boolean {
  if (found === wanted || found === "nothing" || isVague({ datatype: wanted })) return true;
  return found === "null" ? wanted === "number" : found === "number" && wanted === "null";
}

const isVague = ({ datatype }: Pick<OutputPromise, "datatype">) =>
  datatype === "nothing" || datatype === "mixed";

/** Tells whether an output fits a spec, in which −1 is any size. An empty list in JSON hides the dimensions below it. */
function fits({ datatype, shape }: OutputShape, spec: readonly number[]): boolean {
  if (shape.length !== spec.length && !(datatype === "nothing" && shape.length < spec.length)) return false;
  return isPrefix(spec.slice(0, shape.length), shape);
}

/** Tells whether a shape begins as a spec says. */
function isPrefix(spec: readonly number[], shape: readonly number[]): boolean {
  return spec.length <= shape.length && spec.every((size, axis) => size === -1 || shape[axis] === size);
}
