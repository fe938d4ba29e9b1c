/** The figures that are judged, in the order of the table. */
const FIGURES = ["achievedPerSec", "queueMs", "computeMs", "p50Ms", "p95Ms", "p99Ms"];
/** Loads, as shares of the most that the device could do, up to which errors are told together. */
const BANDS = [
  { above: 0, upTo: 0.7 },
  { above: 0.7, upTo: 0.9 },
];

/** @typedef {{ figure: string, measured: number | null, simulated: number | null, error: number | null, spread: number | null }} Figure */
/** @typedef {{ load: number, arrivals: string, ratePerSec: number, figures: readonly Figure[], runs: readonly unknown[] }} Row */
/** @typedef {{ server: string, processes: number, balance: string, rows: readonly Row[] }} Found */

/** @param {readonly number[]} numbers */
const median = (numbers) => {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
};

const percent = (/** @type {number} */ share) => `${(100 * share).toFixed(1)}`;

/**
 * Errors of simulations against measured runs, by load and by arrivals, as Markdown.
 * @param {Found} found
 */
export function errorTable(found) {
  const { rows } = found;
  const groups = [
    ...BANDS.map(({ above, upTo }) => ({
      name: `load ${above === 0 ? "" : `above ${above} `}up to ${upTo}`,
      rows: rows.filter(({ load }) => load > above && load <= upTo),
    })),
    ...[...new Set(rows.map(({ arrivals }) => arrivals))].map((arrivals) => ({
      name: `\`${arrivals}\``,
      rows: rows.filter((row) => row.arrivals === arrivals),
    })),
  ];
  const measured = groups.filter(({ rows: own }) => own.length > 0);
  const lines = measured.map(({ name, rows: own }) => {
    const runs = own.reduce((sum, row) => sum + row.runs.length, 0);
    const cells = FIGURES.map((figure) => cellOf(own, figure));
    return `| ${nameOf(found)} | ${name} | ${runs} | ${cells.join(" | ")} |`;
  });
  return [
    `| server | loads | runs | ${FIGURES.join(" | ")} |`,
    `| --- | --- | --- |${" --- |".repeat(FIGURES.length)}`,
    ...lines,
  ].join("\n");
}

/**
 * Median error without and with its sign, %, and its median as a multiple of the spread between repeats.
 * @param {readonly Row[]} rows
 * @param {string} name
 */
function cellOf(rows, name) {
  const figures = rows.flatMap(({ figures }) => figures.filter(({ figure }) => figure === name));
  const errors = figures.flatMap(({ error }) => error ?? []);
  if (errors.length === 0) return "—";
  const times = figures.flatMap(({ error, spread }) =>
    error === null || !spread ? [] : [Math.abs(error) / spread],
  );
  const sign = median(errors) < 0 ? "" : "+";
  // Repeats that do not differ at all give no multiple.
  const multiple = times.length === 0 ? "" : `, ${median(times).toFixed(1)} ×`;
  return `${percent(median(errors.map(Math.abs)))} (${sign}${percent(median(errors))})${multiple}`;
}

/** @param {Found} found */
const nameOf = ({ server, processes, balance }) =>
  processes === 1 ? server : `${processes} × ${server}, ${balance}`;

/**
 * How far the simulated load line is from the measured one, %, for each kind of arrivals: the rate at which p99 reaches a limit. The limit lies
 * in the (geometric) middle of what was measured, and both lines are straight between the logarithms of the loads that were run.
 * @param {Found} found
 */
export function loadLines({ rows }) {
  return [...new Set(rows.map(({ arrivals }) => arrivals))].flatMap((arrivals) => {
    const points = rows
      .filter((row) => row.arrivals === arrivals)
      .flatMap(({ ratePerSec, figures }) => {
        const p99 = figures.find(({ figure }) => figure === "p99Ms");
        return p99?.measured && p99.simulated ? [{ ratePerSec, ...p99 }] : [];
      });
    const measured = points.map((point) => point.measured ?? Number.NaN);
    const limitMs = Math.sqrt(Math.min(...measured) * Math.max(...measured));
    const lineOf = (/** @type {"measured" | "simulated"} */ side) =>
      crossing(
        points.map((point) => [point.ratePerSec, point[side] ?? Number.NaN]),
        limitMs,
      );
    const [was, is] = [lineOf("measured"), lineOf("simulated")];
    return was === null ? [] : [{ arrivals, limitMs, measuredPerSec: was, simulatedPerSec: is }];
  });
}

/**
 * The rate at which a time passes a limit for the first time; null where it does not.
 * @param {readonly (readonly [number, number])[]} points rates and times, by rising rate
 * @param {number} limitMs
 */
function crossing(points, limitMs) {
  for (const [index, [rate, timeMs]] of points.entries()) {
    const [lastRate, lastMs] = points[index - 1] ?? [rate, timeMs];
    if (timeMs < limitMs || index === 0) continue;
    const share = Math.log(limitMs / lastMs) / Math.log(timeMs / lastMs);
    return lastRate * (rate / lastRate) ** share;
  }
  return null;
}
