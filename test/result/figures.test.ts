import { expect, it } from "vitest";
import { formatNumber, percentileLabel } from "../../src/core/format.ts";
import { renderRunReport } from "../../src/report/run/html.ts";
import { renderRunSummary } from "../../src/report/run/text.ts";
import { FIGURES, formatFigure, RUN_FIGURES } from "../../src/result/figures.ts";
import {
  LATENCIES,
  LATENCY_KEYS,
  LATENCY_STATISTICS,
  latencyFigure,
} from "../../src/result/latency-figures.ts";
import { UNITS } from "../../src/result/units.ts";
import { measuresCsv } from "../../src/sweep/csv.ts";
import { measureOf } from "../../src/sweep/measure.ts";
import { COMPARED_FIGURES, COMPARED_STATISTICS } from "../../src/sweep/measured-figures.ts";
import { goodRun, streamed } from "../report/run/fixture.ts";

it("every figure has a name of its own, a column of its own, and words for people", () => {
  const names = (key: "id" | "title" | "column") => FIGURES.map((figure) => figure[key]);
  for (const key of ["id", "title", "column"] as const) expect(new Set(names(key)).size).toBe(FIGURES.length);
  for (const { id, column, doc, words } of FIGURES) {
    expect(id).toMatch(/^[a-zA-Z.0-9]+$/);
    expect(column).toMatch(/^[a-z][a-z0-9_]*$/);
    expect(doc.length).toBeGreaterThan(10);
    expect(words).not.toBe("");
  }
  for (const [id, figure] of Object.entries(RUN_FIGURES)) expect(figure.id).toBe(id);
});

it("limits in every unit are read as they are shown in examples", () => {
  for (const { example, parse, complete } of Object.values(UNITS)) {
    expect(parse(example)).toBeGreaterThan(0);
    expect(parse(complete("7"))).toBeGreaterThan(0);
    expect(parse("much")).toBeUndefined();
  }
});

it.each([
  ["a run", goodRun()],
  ["a run of streams", streamed(goodRun())],
])(
  "table, tooltip, terminal and CSV show the same number of %s, and no dash is without its reason",
  async (_, run) => {
    const page = await renderRunReport(run);
    const terminal = renderRunSummary(run, { colour: false });
    for (const latency of LATENCY_KEYS) {
      if (run.latencyMs[latency] === null) continue;
      const figures = LATENCY_STATISTICS.map((statistic) => latencyFigure(latency, statistic));
      const shown = figures.map((figure) => formatNumber(figure.read(run)));
      const row =
        new RegExp(`<tr><th scope="row">${LATENCIES[latency].title}<span.*`, "i").exec(page)?.[0] ?? "";
      expect(
        [...row.matchAll(/<td class="num"[^>]*>([^<]*)</g)].slice(0, -1).map(([, cell]) => cell),
      ).toEqual(shown);
      for (const figure of figures) {
        const value = figure.read(run);
        const told =
          value === null ? figure.absent?.(run) : `${figure.words}: ${formatFigure(figure, value, "USD")}`;
        expect(row).toContain(`title="${told}"`);
      }
      const line = terminal.split("\n").find((text) =>
        text
          .trim()
          .split(/\s{2,}/)
          .join(" ")
          .includes(shown.join(" ")),
      );
      expect(line, `${latency}: ${shown}`).toBeDefined();
    }
  },
);

it("the CSV of a sweep has the numbers of its runs under the columns of their figures", () => {
  const run = goodRun();
  const measure = measureOf("0001", { point: {}, take: 0, durationMs: 1000 }, 1, run, []);
  const [header = "", row = ""] = measuresCsv([], [measure], "USD").split("\r\n");
  const cells = new Map(header.split(",").map((column, index) => [column, row.split(",")[index]]));
  const compared = [
    ...Object.values(COMPARED_FIGURES),
    ...COMPARED_STATISTICS.map((statistic) => latencyFigure("response", statistic)),
  ];
  for (const figure of compared) {
    const column = figure.unit === "perMillion" ? `${figure.column}_usd` : figure.column;
    const value = figure.read(run);
    expect(cells.get(column), column).toBe(value === null ? "" : String(value));
  }
});

it("labels of percentiles are those of the figures", () => {
  for (const statistic of LATENCY_STATISTICS)
    expect(latencyFigure("response", statistic).id).toBe(percentileLabel(statistic));
});
