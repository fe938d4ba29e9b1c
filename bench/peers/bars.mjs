/** What we set out to reach against the peers, and whether these rounds reach it. */
import { medianRatio } from "./rounds.mjs";
import { DELIVERED, VALID } from "./suites/closed.mjs";
import { cell, table } from "./table.mjs";

const CPU_AT_MOST = { autocannon: 0.6, hey: 0.5, vegeta: 0.7, k6: 0.3, wrk: 2.2 };
/** Times the closed-loop maximum of autocannon. */
const RATE_AT_LEAST = 1.5;

/**
 * CPU is compared at full speed, ours at the highest rate delivered: there a closed loop promises no more.
 * @param {Map<string, any[]>} results of the closed suite
 * @returns {string} Markdown
 */
export function barsTable(results) {
  const ratio = (own, peer, figure, theirFigure) =>
    medianRatio(results.get(own) ?? [], results.get(peer) ?? [], figure, theirFigure);
  const whole = (run) => run.cpuUs;
  const sending = (run) => run.sendingCpuUs;
  const rate = (run) => run.ratePerSec;
  const cpuRows = Object.entries(CPU_AT_MOST).flatMap(([peer, limit]) => {
    const judge = (value) => verdict(value, value <= limit);
    const title = `client CPU per request, of ${peer}'s`;
    return [
      [`${title}, whole process`, `≤ ${limit}`, judge(ratio(DELIVERED, peer, whole))],
      [`${title}, while sending`, `≤ ${limit}`, judge(ratio(DELIVERED, peer, sending, whole))],
    ];
  });
  const rateRows = [VALID, DELIVERED].map((own) => {
    const value = ratio(own, "autocannon", rate);
    return [
      `${own}, of autocannon's closed loop`,
      `≥ ${RATE_AT_LEAST}`,
      verdict(value, value >= RATE_AT_LEAST),
    ];
  });
  return table(["ours", "bar", "median over rounds"], [...cpuRows, ...rateRows]);
}

function verdict(ratio, reached) {
  return ratio === null ? "no data" : `${cell(ratio, 2)} ${reached ? "pass" : "FAIL"}`;
}
