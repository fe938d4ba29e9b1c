import { type Loader, parse, resetSVGDefIds, View } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import { useTextWidth } from "./text-width.ts";

/** The logger that gets the messages of vega and vega-lite about a spec. */
export type ChartLogger = NonNullable<NonNullable<Parameters<typeof compile>[1]>["logger"]>;

/** Logger that throws on errors only. Tests pass a logger of their own, which finds warnings. */
const strict: ChartLogger = {
  level: () => strict,
  error(...message: readonly unknown[]) {
    throw new Error(`the chart cannot be drawn: ${message.join(" ")}`);
  },
  warn: () => strict,
  info: () => strict,
  debug: () => strict,
};

/**
 * Draws a spec as SVG text, always the same bytes for the same spec. A chart has its data inside: it loads nothing.
 */
export async function renderSvg(spec: TopLevelSpec, logger: ChartLogger = strict): Promise<string> {
  useTextWidth();
  const asked: string[] = [];
  const refuse = async (uri: string): Promise<never> => {
    asked.push(uri);
    throw new Error("refused");
  };
  const loader: Loader = { load: refuse, sanitize: refuse, http: refuse, file: refuse };
  const view = new View(parse(compile(spec, { logger }).spec), { renderer: "none", loader, logger });
  try {
    resetSVGDefIds();
    const svg = await view.toSVG();
    // vega goes on without what it could not load, and draws an empty chart.
    if (asked.length > 0) throw new Error(`charts load nothing, and this one asked for ${asked.join(", ")}`);
    return shorten(svg);
  } finally {
    view.finalize();
  }
}

/** Shortens SVG: rounds numbers to two decimals of a pixel and drops empty groups, which halves the file. */
function shorten(svg: string): string {
  return svg
    .replace(/(transform|d|[xy]2?|width|height)="([^"]*)"/g, (_, name: string, value: string) => {
      return `${name}="${value.replace(/-?\d+\.\d{3,}/g, (number) => String(Math.round(Number(number) * 100) / 100))}"`;
    })
    .replace(/<path class="(?:back|fore)ground" aria-hidden="true" d="(?:M0,0h0v0h0Z)?"[^>]*\/>/g, "")
    .replace(/ (?:role|aria-roledescription|aria-hidden)="[^"]*"/g, "");
}
