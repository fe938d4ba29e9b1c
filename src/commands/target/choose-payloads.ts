import { usageError } from "../../core/errors.ts";
import { formatCount } from "../../core/format.ts";
import { generatedPayloads, hasDynamicLength, requestBytes } from "../../payloads/generated.ts";
import { type LabelledPool, labelledPayloads } from "../../payloads/labelled.ts";
import { type Lengths, lengthDistribution } from "../../payloads/lengths/index.ts";
import type { LengthSamples } from "../../payloads/lengths/length-distribution.ts";
import type { InputSpec, Payloads } from "../../payloads/payload.ts";
import type { Repetition } from "../../payloads/repetition/index.ts";
import type { ModelContent } from "../../store/model-library.ts";

/** The number of different requests that are made up where no labelled set gives them. */
const GENERATED_PAYLOADS = 256;
/** The number of requests made up where lengths vary: their mean is then within cv/32 of the wanted one. */
const GENERATED_LENGTHS = 1024;
/** The fewest requests made up, where they are large: more pictures take longer to make than a run lasts. */
const LEAST_GENERATED = 8;
const MOST_GENERATED_ELEMENTS = 16 * 2 ** 20;
const DEFAULT_LENGTH = 32;
/** The most bytes of the pool, which is encoded before the run: a load generator should not take more memory. */
const MOST_POOL_BYTES = 256 * 2 ** 20;
/** The bytes of a request beside the tensors: head of the HTTP request and JSON part of the body. */
const OVERHEAD_BYTES = 512;
const SAMPLE = 64;

/** The wanted payloads of a run's requests. */
export interface PayloadWish {
  readonly items: number;
  readonly repetition: Repetition;
  /** Lengths of the inputs; undefined = those that the model suggests. */
  readonly lengths: Lengths | undefined;
  /** Recorded lengths, where `lengths` draws from a trace. */
  readonly samples: LengthSamples;
  readonly seed: number;
  /** Counts the requests of the run; called only when each needs a payload of its own. */
  readonly requests: () => number;
}

/**
 * Chooses the payloads: the labelled set of a shipped model where it fits the inputs of the server, else made-up
 * values.
 *
 * @throws usage error for a wish that would do nothing, that the model cannot take, or that needs too much memory
 */
export function choosePayloads(
  model: string,
  inputs: readonly InputSpec[],
  content: ModelContent,
  wish: PayloadWish,
): Payloads {
  if (wish.lengths !== undefined) checkLengths(model, inputs, content, wish.lengths, wish.samples);
  const labelled = labelledInput(inputs, content);
  const payloads =
    labelled === null
      ? makeUp(model, inputs, content, wish)
      : labelledPayloads(labelled.input, labelled.items, wish.items, model, poolFor(wish));
  if (wish.repetition.kind === "unique") refuseTooMany(payloads);
  return payloads;
}

function labelledInput(inputs: readonly InputSpec[], { labelled }: ModelContent) {
  const [input] = inputs;
  const fits =
    labelled !== null &&
    inputs.length === 1 &&
    input?.name === labelled.input &&
    input.datatype === "FP32" &&
    input.shape.slice(1).reduce((product, size) => product * size, 1) === labelled.items.itemLength;
  return fits ? { input, items: labelled.items } : null;
}

function poolFor({ repetition, requests, seed }: PayloadWish): LabelledPool {
  if (repetition.kind === "unique") return { kind: "distinct", count: Math.max(1, requests()), seed };
  return { kind: repetition.kind === "drift" ? "by-label" : "as-is" };
}

function makeUp(
  model: string,
  inputs: readonly InputSpec[],
  { hints, sequenceLength }: ModelContent,
  { items, repetition, lengths, samples, seed, requests }: PayloadWish,
): Payloads {
  const varies = lengths !== undefined && lengths.kind !== "fixed";
  if (repetition.kind === "drift" && !varies) {
    throw usageError(
      `the inputs made up for model "${model}" are all alike, so they cannot drift`,
      "let their length drift with --lengths such as uniform:8-128, or use a model with labelled inputs",
    );
  }
  const drawn = lengths ?? { kind: "fixed", length: sequenceLength?.default ?? DEFAULT_LENGTH };
  const pool = varies ? GENERATED_LENGTHS : alikePool(inputs, items, drawn, samples);
  return generatedPayloads({
    model,
    inputs,
    items,
    count: repetition.kind === "unique" ? Math.max(1, requests()) : pool,
    seed,
    lengths: drawn,
    samples,
    sorted: repetition.kind === "drift",
    hints,
  });
}

/** The number of different requests that are made up where all have one size. */
function alikePool(
  inputs: readonly InputSpec[],
  items: number,
  lengths: Lengths,
  samples: LengthSamples,
): number {
  const [, length] = lengthDistribution(lengths).bounds(lengths, samples);
  const sizeOf = (size: number, axis: number) => (size >= 0 ? size : axis === 0 ? items : length);
  const elements = inputs.reduce(
    (sum, { shape }) => sum + shape.map(sizeOf).reduce((product, size) => product * size, 1),
    0,
  );
  const fitting = Math.max(1, Math.floor(MOST_POOL_BYTES / requestBytes(inputs, items, length)));
  return Math.min(
    GENERATED_PAYLOADS,
    fitting,
    Math.max(LEAST_GENERATED, Math.floor(MOST_GENERATED_ELEMENTS / elements)),
  );
}

function checkLengths(
  model: string,
  inputs: readonly InputSpec[],
  { sequenceLength }: ModelContent,
  lengths: Lengths,
  samples: LengthSamples,
): void {
  if (!hasDynamicLength(inputs)) {
    throw usageError(
      `lengths would do nothing: model "${model}" has no dynamic dimension but the batch`,
      "leave out --lengths and --sequence-length, or use a model such as textenc",
    );
  }
  if (sequenceLength === null) return;
  const [shortest, longest] = lengthDistribution(lengths).bounds(lengths, samples);
  if (shortest >= sequenceLength.min && longest <= sequenceLength.max) return;
  throw usageError(
    `lengths reach from ${shortest} to ${longest}, but model "${model}" takes ${sequenceLength.min} to ${sequenceLength.max}`,
    `keep --lengths or --sequence-length within ${sequenceLength.min} and ${sequenceLength.max} (lengths of a trace can be cut with max=…)`,
  );
}

/** Refuses a pool of unique payloads that is too large. @throws usage error that names the memory needed */
function refuseTooMany(payloads: Payloads): void {
  const looked = Math.min(SAMPLE, payloads.count);
  let bytes = 0;
  for (let index = 0; index < looked; index++) {
    bytes += OVERHEAD_BYTES;
    for (const { data } of payloads.tensors(index)) bytes += data.length;
  }
  const needed = (bytes / looked) * payloads.count;
  if (needed <= MOST_POOL_BYTES) return;
  throw usageError(
    `unique payloads for ${formatCount(payloads.count)} requests need about ${formatCount(Math.ceil(needed / 2 ** 20))} MiB, and at most ${MOST_POOL_BYTES / 2 ** 20} MiB are made`,
    "lower --rate or --duration, send fewer items with --batch, or use --repetition uniform",
  );
}
