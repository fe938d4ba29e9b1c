/**
 * How a law of software stacks is fitted to measured series: one axis after another is varied, and what lowers the errors is kept.
 * `fit-stacks.mjs` writes the laws so; `../planning/winners.mjs` fits them without what it predicts.
 */
import {
  errorPercent,
  fitSeries,
  isRefusal,
  meanTimeMs,
  predictClosedLoop,
  seriesOf,
  serviceMs,
  stackLawFor,
  summariseErrors,
  transferLawFor,
  transferMs,
  transferTimeMs,
} from "plimsoll/internal";

/** @import { ErrorRow, MeasuredRow, MeasuredSeries, StackLaw, StackLaws, TransferLaw } from "plimsoll/internal" */
/** @typedef {{ series: MeasuredSeries, config: string, law: string }} Case */
/** @typedef {{ file: string, sha256: string, format: string, plimsollVersion: string }} Origin */

/** @type {Record<string, Partial<StackLaw>[]>} the values of each axis */
const AXES = {
  sharing: [
    { sharing: "one-at-a-time", stretch: null },
    { sharing: "in-order", stretch: null },
    ...[
      [1, 1.8],
      [1.2, 1.8],
      [1, 2],
      [1.2, 2],
      [1.6, 2],
      [2, 2],
      [2.5, 2],
      [3, 2.1],
      [3.5, 2],
    ].map(([idle = 1, full = 1]) => ({
      sharing: /** @type {const} */ ("stretched"),
      stretch: { idle, full },
    })),
  ],
  groups: [
    { groupsAheadPerInstance: 0, mergesAhead: false },
    { groupsAheadPerInstance: 2, mergesAhead: true },
    { groupsAheadPerInstance: 2, mergesAhead: false },
  ],
  steps: [{ stepShare: 0 }, { stepShare: 0.5 }, { stepShare: 1 }],
  input: [
    { inputOverlaps: false, inputStretch: null },
    { inputOverlaps: true, inputStretch: null },
    ...[2, 3, 4, 5].map((most) => ({ inputOverlaps: true, inputStretch: { most, requests: 9 } })),
  ],
};

/** A law that knows nothing of its software: instances share the device in order and take what waits. */
export const NEUTRAL = {
  sharing: /** @type {const} */ ("in-order"),
  stretch: null,
  groupsAheadPerInstance: 0,
  mergesAhead: false,
  stepShare: 0,
  inputOverlaps: false,
  inputStretch: null,
};

/**
 * The series of a table that can be judged: with online rows and a service model.
 *
 * @param {readonly MeasuredRow[]} rows @param {StackLaws} laws @param {Origin} origin
 * @returns {Case[]}
 */
export function casesOf(rows, laws, origin) {
  return seriesOf(rows).flatMap((series) => {
    const [first] = series.online;
    if (first === undefined || isRefusal(fitSeries(series, laws, origin))) return [];
    const law = stackLawFor(first, laws)?.id ?? "none";
    return [{ series, law, config: [first.model, first.device, first.precision].join(" ") }];
  });
}

/** @param {number} value */
export const rounded = (value) => Number(value.toPrecision(3));
/** @param {TransferLaw} law @returns {TransferLaw} */
export const tidied = (law) => ({
  ...law,
  baseMs: rounded(law.baseMs),
  share: rounded(law.share),
  exponent: rounded(law.exponent),
  itemsPower: rounded(law.itemsPower),
  perMegabyteMs: rounded(law.perMegabyteMs),
  megabyteExponent: rounded(law.megabyteExponent),
});

/** What is predicted for one row under laws; null where it is refused. @param {Case} one @param {MeasuredRow} row @param {StackLaws} laws @param {number} seeds @param {Origin} origin */
export function predictedRow({ series }, row, laws, seeds, origin) {
  const model = fitSeries(series, laws, origin);
  if (isRefusal(model)) throw new Error(model.refused);
  const { concurrency, clientBatch, instances, maxBatch } = row;
  const said = predictClosedLoop(
    model,
    { concurrency, clientBatch, instances: instances ?? 1, maxBatch: maxBatch ?? 1 },
    { seeds },
  );
  return isRefusal(said) ? null : said;
}

/** Signed errors of one row, under laws. @param {Case} one @param {MeasuredRow} row @param {StackLaws} laws @param {number} seeds @param {Origin} origin */
export function errorsOf(one, row, laws, seeds, origin) {
  const said = predictedRow(one, row, laws, seeds, origin);
  if (said === null) return null;
  const meanMs = meanTimeMs(row);
  return errorPercent(
    { ...said, throughputPerSec: said.requestsPerSec },
    {
      ...row,
      serviceMs: serviceMs(row),
      throughputPerSec: meanMs === null ? null : (1000 * row.concurrency) / meanMs,
    },
  );
}

/** Fits the laws of stacks to series; what was simulated once is remembered. */
export class StackFit {
  #origin;
  #every;
  /** Errors that were found already. @type {Map<string, ErrorRow | null>} */
  #known = new Map();

  /** @param {Origin} origin @param {number} every of so many rows of a series, one judges a law */
  constructor(origin, every) {
    this.#origin = origin;
    this.#every = every;
  }

  /** @param {readonly Case[]} own @param {StackLaw} law @param {StackLaws} laws */
  #score(own, law, laws) {
    const text = JSON.stringify({ ...law, fit: null, words: "" });
    const own_laws = { ...laws, stacks: laws.stacks.map((other) => (other.id === law.id ? law : other)) };
    const errors = own.flatMap((one) =>
      one.series.online
        .filter((_, index) => index % this.#every === 0)
        .map((row) => {
          const key = `${row.line} ${text}`;
          if (!this.#known.has(key)) this.#known.set(key, errorsOf(one, row, own_laws, 2, this.#origin));
          return this.#known.get(key) ?? null;
        }),
    );
    const summary = summariseErrors(errors.filter((error) => error !== null));
    const parts = [summary.throughputPerSec, summary.p50Ms, summary.p95Ms];
    return parts.reduce(
      (sum, part) => sum + (part === null ? 0 : part.medianPercent + 0.3 * part.p90Percent),
      0,
    );
  }

  /**
   * Varies one axis after another.
   *
   * @param {readonly Case[]} own @param {StackLaw} begin @param {StackLaws} laws
   * @param {{ keep: number, passes: number }} how a choice is left where another one has less than so many times its errors
   */
  fitLaw(own, begin, laws, { keep, passes }) {
    let best = begin;
    let bestScore = this.#score(own, best, laws);
    for (let pass = 0; pass < passes; pass++) {
      const before = bestScore;
      for (const choices of Object.values(AXES)) {
        for (const choice of choices) {
          const tried = { ...best, ...choice };
          const found = this.#score(own, tried, laws);
          if (found < keep * bestScore) [best, bestScore] = [tried, found];
        }
      }
      if (bestScore === before) break;
    }
    return best;
  }
}

/** Fits a law of transfers to the measured times on the way. @param {TransferLaw} begin @param {readonly Case[]} own @param {StackLaws} laws */
export function fitTransfer(begin, own, laws) {
  const seen = own.flatMap(({ series: { online, offline } }) =>
    online
      .filter((row) => transferLawFor(row, laws)?.id === begin.id)
      .flatMap((row) => {
        const way = transferMs(row);
        const [first] = offline;
        const aloneMs = first === undefined ? null : transferMs(first);
        const { concurrency, clientBatch: itemsPerRequest, itemBytes } = row;
        const size = itemBytes === null ? null : itemBytes * itemsPerRequest;
        return way === null || way <= 0
          ? []
          : [{ way, load: { concurrency, itemsPerRequest, bytes: size, aloneMs } }];
      }),
  );
  if (seen.length === 0) return begin;
  /** @param {TransferLaw} law */
  const off = (law) =>
    seen.reduce((sum, { way, load }) => sum + Math.abs(Math.log(transferTimeMs(law, load) / way)), 0) /
    seen.length;
  let best = begin;
  /** @type {(keyof TransferLaw & ("baseMs" | "share" | "exponent" | "itemsPower" | "perMegabyteMs" | "megabyteExponent"))[]} */
  const numbers = ["baseMs", "share", "exponent", "itemsPower", "perMegabyteMs", "megabyteExponent"];
  for (const step of [1.3, 1.1, 1.03])
    for (let pass = 0; pass < 12; pass++)
      for (const name of numbers)
        for (const factor of [step, 1 / step]) {
          const value = Math.min(
            name.endsWith("ponent") || name === "itemsPower" ? 1 : 1e6,
            best[name] * factor,
          );
          const tried = { ...best, [name]: value };
          if (off(tried) < off(best)) best = tried;
        }
  return best;
}
