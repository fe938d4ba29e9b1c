/**
 * Ways to say, without its online rows, what a series does under load. Each gives the levels of its online sweep as it expects them.
 */
import { betweenThree, meanTimeMs } from "plimsoll/internal";
import { fitTransfer, NEUTRAL, predictedRow, StackFit, tidied } from "../../simulator/stack-fit.mjs";

/** @import { LoadLevel, MeasuredRow, StackLaws, SweptLevel } from "plimsoll/internal" */
/** @import { Case, Origin } from "../../simulator/stack-fit.mjs" */
/** @typedef {(one: Case) => LoadLevel[]} Predictor */

/** Seeds of each prediction, as of `plimsoll calibrate --predict`; of those by which laws are fitted, one row in so many counts. */
const SEEDS = 5;
const EVERY = 8;

/** A load of a table: items per second by Little's law, and p95. @param {MeasuredRow} row @returns {SweptLevel[]} */
function levelOf(row) {
  const [meanMs, timeMs] = [meanTimeMs(row), row.p95Ms ?? row.p50Ms];
  if (meanMs === null || timeMs === null) return [];
  const { concurrency, clientBatch } = row;
  return [{ concurrency, perSec: (1000 * concurrency * clientBatch) / meanMs, timeMs }];
}

/** The online sweep of a series, as it was measured. @param {Case} one */
export const measuredSweep = ({ series }) => series.online.flatMap(levelOf);

/** Every online row simulated under laws. @param {Case} one @param {StackLaws} laws @param {Origin} origin @returns {LoadLevel[]} */
function simulated(one, laws, origin) {
  return one.series.online.flatMap((row) => {
    const said = predictedRow(one, row, laws, SEEDS, origin);
    return said === null ? [] : [{ perSec: said.requestsPerSec * row.clientBatch, timeMs: said.p95Ms }];
  });
}

/**
 * The predictors of the study, by what they know.
 *
 * @param {readonly Case[]} cases @param {StackLaws} laws @param {Origin} origin
 * @returns {Record<string, Predictor>}
 */
export function predictorsOf(cases, laws, origin) {
  const fit = new StackFit(origin, EVERY);
  const ways = new Map();
  /** @param {Case} one @param {readonly Case[]} others */
  const lawsFrom = (one, others) => {
    const key = others.map(({ series }) => series.name).join("\n");
    if (!ways.has(key))
      ways.set(
        key,
        laws.transfers.map((law) => tidied(fitTransfer(law, others, laws))),
      );
    const like = others.filter(({ law }) => law === one.law);
    const stacks = laws.stacks.map((law) => {
      if (law.id !== one.law) return law;
      const begin = { ...law, ...NEUTRAL };
      return like.length === 0 ? begin : fit.fitLaw(like, begin, laws, { keep: 0.98, passes: 3 });
    });
    return { ...laws, stacks, transfers: ways.get(key) };
  };
  /** @param {Case} one */
  const modelOf = ({ series }) => series.offline[0]?.model;
  return {
    "simulated, without its configuration": (one) =>
      simulated(
        one,
        lawsFrom(
          one,
          cases.filter(({ config }) => config !== one.config),
        ),
        origin,
      ),
    "simulated, without its model on any GPU": (one) =>
      simulated(
        one,
        lawsFrom(
          one,
          cases.filter((other) => modelOf(other) !== modelOf(one)),
        ),
        origin,
      ),
    "simulated, by the laws that ship (they saw it)": (one) => simulated(one, laws, origin),
    "its offline rows as they are": ({ series }) => series.offline.flatMap(levelOf),
    "always the lowest price of an hour": () => [{ perSec: 1, timeMs: 0 }],
    "between three of its online rows (they saw it)": (one) => betweenThree(measuredSweep(one)),
  };
}
