import { compile } from "vega-lite";
import { describe, expect, test } from "vitest";
import { type Chart, chartSpec } from "../../src/report/charts/chart.ts";
import { type ChartLogger, renderSvg } from "../../src/report/charts/render.ts";

const LAYOUTS = [{ width: 760 }, { width: 346 }];

/** Documents to draw, frozen: a chart that writes to one throws. */
export interface ContractDocuments<Result> {
  /** Everything can be drawn. */
  readonly rich: Result;
  /** There is nothing to draw. */
  readonly empty: Result;
  /** Something was tried and nothing came of it. */
  readonly dead: Result;
  readonly others: Readonly<Record<string, Result>>;
}

/** Keeps everything that vega and vega-lite complain of. */
function collector(): { logger: ChartLogger; said: string[] } {
  const said: string[] = [];
  const keep = (...message: readonly unknown[]) => {
    said.push(message.join(" "));
    return logger;
  };
  const logger: ChartLogger = {
    level: () => logger,
    error: keep,
    warn: keep,
    info: () => logger,
    debug: () => logger,
  };
  return { logger, said };
}

/** The SVG at desk width, or why there is none. */
export async function drawing<Result>(chart: Chart<Result>, result: Result): Promise<string> {
  const drawn = chartSpec(chart, result, { width: 760 });
  return drawn.kind === "no-data" ? `no data: ${drawn.reason}` : renderSvg(drawn.spec);
}

/** What every chart of a registry keeps. */
export function chartContract<Result>(
  registry: Readonly<Record<string, Chart<Result>>>,
  { rich, empty, dead, others }: ContractDocuments<Result>,
  fewest = 5,
): void {
  const charts = Object.values(registry);

  test("every chart has an id of its own, and a title", () => {
    expect(charts.length).toBeGreaterThanOrEqual(fewest);
    expect(new Set(charts.map((chart) => chart.id)).size).toBe(charts.length);
    for (const chart of charts) expect(chart.title).not.toBe("");
  });

  describe.each(charts.map((chart) => [chart.id, chart] as const))("%s", (_, chart) => {
    test.each(LAYOUTS)(
      "compiles and renders without a warning at $width px, and leaves the result alone",
      async (layout) => {
        const drawn = chartSpec(chart, rich, layout);
        if (drawn.kind === "no-data") throw new Error(drawn.reason);
        const { logger, said } = collector();
        compile(drawn.spec, { logger });
        const svg = await renderSvg(drawn.spec, logger);
        expect(said).toEqual([]);
        expect(svg).toMatch(/^<svg .*<\/svg>$/s);
        expect(svg).toContain(chart.title);
        expect(svg).not.toMatch(/NaN|undefined|Infinity/);
      },
    );

    test("the same result gives the same bytes", async () => {
      expect(await drawing(chart, rich)).toBe(await drawing(chart, rich));
    });

    test("is plain JSON", () => {
      const drawn = chartSpec(chart, rich, { width: 760 });
      expect(JSON.parse(JSON.stringify(drawn))).toEqual(drawn);
    });

    test("nothing to draw gives a reason, not a picture", () => {
      const drawn = chartSpec(chart, empty, { width: 760 });
      expect(drawn).toEqual({ kind: "no-data", reason: expect.stringMatching(/\w/) });
    });

    test.each(Object.entries({ dead, ...others }))(
      "a %s one is drawn without a warning, or gives a reason",
      async (_name, result) => {
        const drawn = chartSpec(chart, result, { width: 760 });
        const { logger, said } = collector();
        if (drawn.kind === "spec")
          expect(await renderSvg(drawn.spec, logger)).not.toMatch(/NaN|undefined|Infinity/);
        expect(said).toEqual([]);
      },
    );

    test.each(Object.entries({ rich, empty, dead, ...others }))(
      "its caption says something of a %s one",
      (_name, result) => {
        const caption = chart.caption(result);
        expect(caption).toMatch(/^[\w0-9].*\.$/);
        expect(caption).not.toMatch(/NaN|undefined|null|Infinity/);
      },
    );
  });
}
