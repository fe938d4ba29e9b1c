/** @typedef {{ rows: number, medianPercent: number, p90Percent: number, biasPercent: number } | null} Summary */
/** @typedef {{ by: string, name: string, rows: number, errors: Record<string, Summary> }} Group */

const COLUMNS = [
  ["throughputPerSec", "throughput"],
  ["p50Ms", "p50"],
  ["p95Ms", "p95"],
  ["queueMs", "queue"],
  ["serviceMs", "service"],
];

/** @param {number} value */
const one = (value) => (Math.abs(value) < 10 ? value.toFixed(1) : value.toFixed(0));
/** @param {Summary} [summary] */
const cell = (summary) =>
  summary === null || summary === undefined
    ? "—"
    : `${one(summary.medianPercent)} / ${one(summary.p90Percent)} (${summary.biasPercent > 0 ? "+" : ""}${one(summary.biasPercent)})`;
/** @param {{ medianPercent: number, p90Percent: number } | null} error */
const short = (error) => (error === null ? "—" : `${one(error.medianPercent)} / ${one(error.p90Percent)}`);

/**
 * The tables of docs/validation.md about public measurements.
 *
 * @param {{ table: { file: string, sha256: string }, interpolated: Omit<Group, "by" | "name">, rows: number, predicted: number, errors: readonly Group[], heldOut: readonly { law: string, series: number, points: number, throughput: any, p50: any, p95: any }[] }} validation
 * @param {readonly { series: string, refused: string | null }[]} series
 */
export function gpuTablesPage({ table, rows, predicted, errors, interpolated, heldOut }, series) {
  const refused = series.filter((one) => one.refused !== null);
  return [
    `Table \`${table.file}\`, SHA-256 \`${table.sha256.slice(0, 16)}…\`: ${predicted} of ${rows} online rows predicted.`,
    "The laws of the software were fitted to this table, so these errors are of loads that were seen:",
    "",
    `| by | of | rows | ${COLUMNS.map(([, title]) => title).join(" | ")} |`,
    `| --- | --- | --- | ${COLUMNS.map(() => "---").join(" | ")} |`,
    ...errors.map(
      ({ by, name, rows: count, errors: own }) =>
        `| ${by} | ${name} | ${count} | ${COLUMNS.map(([figure]) => cell(own[figure ?? ""])).join(" | ")} |`,
    ),
    "",
    "Without any simulator, inside a sweep: each figure on a straight line between the logarithms of three measured loads (the first, the middle, the",
    "last). Inside a measured sweep it is simpler than a simulation, which is for what was not measured:",
    "",
    `| by | of | rows | ${COLUMNS.map(([, title]) => title).join(" | ")} |`,
    `| --- | --- | --- | ${COLUMNS.map(() => "---").join(" | ")} |`,
    `| all | interpolated | ${interpolated.rows} | ${COLUMNS.map(([figure]) => cell(interpolated.errors[figure ?? ""])).join(" | ")} |`,
    "",
    "Held out: each configuration (model × device × precision) was predicted by laws that were fitted without it, to the same table.",
    "The structure of the laws was found by looking at all of it, so expect somewhat worse of software that nobody has seen:",
    "",
    "| law | series | rows | throughput | p50 | p95 |",
    "| --- | --- | --- | --- | --- | --- |",
    ...heldOut.map(
      ({ law, series: count, points, throughput, p50, p95 }) =>
        `| ${law} | ${count} | ${points} | ${short(throughput)} | ${short(p50)} | ${short(p95)} |`,
    ),
    "",
    `Refused: ${refused.length} of ${series.length} series.`,
    "",
    ...[
      ...new Set(refused.map(({ series: name, refused: why }) => `- ${name.replaceAll("|", "·")}: ${why}.`)),
    ].filter((line) => !line.includes("no online")),
  ].join("\n");
}
