import { type Loader, parse, resetSVGDefIds, View } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import { useTextWidth } from "./text-width.ts";

/** Where vega and vega-lite say what they think of a spec. */
export type ChartLogger = NonNullable<NonNullable<Parameters<typeof compile>[1]>["logger"]>;

/** Only errors are raised: what a warning would say is found by the tests, which pass a logger of their own. */
const strict: ChartLogger = {
  level: () => strict,
  error(...message: readonly unknown[]) {
    throw new Error(`the chart cannot be drawn: ${message.join(" ")}`);
  },
  warn: () => strict,
  info: () => strict,
  debug: () => strict,
};

/** Draws a spec as SVG text. The same spec gives the same bytes. A chart has its data inside: it loads nothing. */
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

/** vega writes sixteen digits and empty groups; two decimals of a pixel are enough, and halve the file. */
function shorten(svg: string): string {
  return svg
    .replace(/(transform|d|[xy]2?|width|height)="([^"]*)"/g, (_, name: string, value: string) => {
      return `${name}="${value.replace(/-?\d+\.\d{3,}/g, (number) => String(Math.round(Number(number) * 100) / 100))}"`;
    })
    .replace(/<path class="(?:back|fore)ground" aria-hidden="true" d="(?:M0,0h0v0h0Z)?"[^>]*\/>/g, "")
    .replace(/ (?:role|aria-roledescription|aria-hidden)="[^"]*"/g, "");
}
