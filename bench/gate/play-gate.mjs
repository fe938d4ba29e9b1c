import { answerOfAll, judgeAt, nextLook } from "plimsoll/internal";

/**
 * @typedef {import("plimsoll/internal").GatePlan} GatePlan
 * @typedef {import("plimsoll/internal").GateMetric} GateMetric
 * @typedef {Readonly<Record<string, number | boolean | null>>} Differences by figure, above 0 where the candidate is worse; `mayPass` is
 *   false where the pair may not help to pass
 */

/**
 * One gate of the product's own rule, over pairs whose differences are known.
 *
 * @param {GatePlan} plan
 * @param {readonly GateMetric[]} metrics
 * @param {(pair: number) => Differences | null} differencesOf null for a pair that is missing
 */
export function playGate(plan, metrics, differencesOf) {
  const evidence = metrics.map((metric) => ({ metric, pairs: /** @type {any[]} */ ([]) }));
  let measured = 0;
  for (;;) {
    const next = nextLook(plan, evidence);
    if (next === null) break;
    for (; measured < next; measured++) {
      const differences = differencesOf(measured);
      for (const { metric, pairs } of evidence) {
        const difference = /** @type {number | null} */ (differences?.[metric.figure.id] ?? null);
        const mayPass = difference !== null && differences?.mayPass !== false;
        pairs.push({ difference, mayPass, absent: null, control: null });
      }
    }
  }
  return { answer: answerOfAll(judgeAt(plan, evidence).map(({ answer }) => answer)), pairs: measured };
}
