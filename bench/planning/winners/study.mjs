/** Groups of machines that one could choose from, and how often a prediction chooses what was measured to be the cheapest. */
import { boundsOfShare, createRng, judgeChoice, tellingLimits } from "plimsoll/internal";

/** @import { JudgedChoice, LoadLevel } from "plimsoll/internal" */
/** @typedef {{ name: string, gpu: string, gpus: number, measured: readonly LoadLevel[], predicted: Record<string, readonly LoadLevel[]> }} Choice a machine to choose, with the levels that each predictor expects */
/** @typedef {{ name: string, choices: readonly Choice[] }} Group */
/** @typedef {{ group: string, predictor: string, prices: string, judged: JudgedChoice }} Scored */

/** Draws of prices for each case, and by how much a drawn price may lie beyond the lowest and the highest one that is listed. */
const DRAWS = 200;
const BEYOND = 2;

/** @param {Map<string, { low: number, high: number }>} prices @param {string} gpu */
function pricesOf(prices, gpu) {
  const listed = prices.get(gpu);
  if (listed === undefined) throw new Error(`no price of ${gpu}`);
  return listed;
}

/**
 * Judges every predictor on every group, at every limit that asks something new.
 *
 * @param {readonly Group[]} groups @param {Map<string, { low: number, high: number }>} prices
 * @param {number} seed of the drawn prices @param {string} stream
 * @returns {Scored[]}
 */
export function scoreGroups(groups, prices, seed, stream) {
  const rng = createRng(seed, stream);
  return groups.flatMap((group) => {
    const drawn = Array.from({ length: DRAWS }, () => {
      const perHour = new Map(
        [...new Set(group.choices.map(({ gpu }) => gpu))].map((gpu) => {
          const { low, high } = pricesOf(prices, gpu);
          return [gpu, (low / BEYOND) * ((BEYOND * BEYOND * high) / low) ** rng()];
        }),
      );
      return { name: "drawn", of: (/** @type {string} */ gpu) => perHour.get(gpu) ?? Number.NaN };
    });
    const tables = [
      { name: "lowest listed", of: (/** @type {string} */ gpu) => pricesOf(prices, gpu).low },
      { name: "highest listed", of: (/** @type {string} */ gpu) => pricesOf(prices, gpu).high },
      ...drawn,
    ];
    const limits = tellingLimits(group.choices);
    const predictors = Object.keys(group.choices[0]?.predicted ?? {});
    return predictors.flatMap((predictor) =>
      tables.flatMap(({ name, of }) =>
        limits.flatMap((limitMs) => {
          const judged = judgeChoice(
            group.choices.map((choice) => ({
              name: choice.name,
              usdPerHour: choice.gpus * of(choice.gpu),
              measured: choice.measured,
              predicted: choice.predicted[predictor] ?? [],
            })),
            limitMs,
          );
          return judged === null ? [] : [{ group: group.name, predictor, prices: name, judged }];
        }),
      ),
    );
  });
}

/** @param {number} value */
const percent = (value) => `${value.toFixed(value < 10 ? 1 : 0)} %`;

/** A row of figures over some cases. @param {readonly Scored[]} some */
function figuresOf(some) {
  const of = some.length;
  const within = some.filter(({ judged }) => judged.isRight).length;
  const regrets = some.flatMap(({ judged }) => (judged.regretPercent === null ? [] : [judged.regretPercent]));
  const missed = of - regrets.length;
  const least = boundsOfShare({ within, of, worth: of }).low;
  const mean = regrets.reduce((sum, regret) => sum + regret, 0) / Math.max(1, regrets.length);
  return { of, within, missed, least, mean, worst: regrets.length === 0 ? 0 : Math.max(...regrets) };
}

/**
 * The tables of a study in Markdown: each predictor at each kind of price, then the first predictor group by group.
 *
 * @param {readonly Group[]} groups @param {readonly Scored[]} scored @param {string} of what a group is
 */
export function studyTables(groups, scored, of) {
  const predictors = [...new Set(scored.map(({ predictor }) => predictor))];
  const [first = ""] = predictors;
  return [
    "| prediction | prices | cases | right | at least, 95 % | costs more, mean | worst | misses the limit |",
    "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ...predictors.flatMap((predictor) =>
      ["lowest listed", "highest listed", "drawn"].map((kind) => {
        const some = scored.filter((one) => one.predictor === predictor && one.prices === kind);
        const { of: cases, within, missed, least, mean, worst } = figuresOf(some);
        return `| ${predictor} | ${kind} | ${cases} | ${percent((100 * within) / cases)} | ${kind === "drawn" ? "" : percent(100 * least)} | ${percent(mean)} | ${percent(worst)} | ${missed} |`;
      }),
    ),
    "",
    `The first of these by group:`,
    "",
    `| ${of} | machines | limits | right, listed | right, drawn | costs more, mean, drawn | misses the limit, listed |`,
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...groups.map(({ name, choices }) => {
      const own = scored.filter((one) => one.group === name && one.predictor === first);
      const drawn = figuresOf(own.filter(({ prices }) => prices === "drawn"));
      const listed = figuresOf(own.filter(({ prices }) => prices !== "drawn"));
      const limits = new Set(own.map(({ judged }) => judged.limitMs)).size;
      return `| ${name} | ${choices.length} | ${limits} | ${listed.within} of ${listed.of} | ${percent((100 * drawn.within) / drawn.of)} | ${percent(drawn.mean)} | ${listed.missed} |`;
    }),
  ].join("\n");
}
