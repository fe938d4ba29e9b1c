import { WireError } from "./wire-error.ts";

// Prometheus text exposition format 0.0.4:
// https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format

export type Labels = Readonly<Record<string, string>>;

export interface MetricSample {
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
}

/** A counter's or gauge's value for one set of labels. */
export interface Measured {
  readonly labels: Labels;
  readonly value: number;
}

/** A histogram's state for one set of labels; `counts` are not cumulative, one per bound and one above the last. */
export interface Distribution {
  readonly labels: Labels;
  readonly upperBounds: readonly number[];
  readonly counts: readonly number[];
  readonly sum: number;
}

export type MetricFamily =
  | {
      readonly kind: "counter" | "gauge";
      readonly name: string;
      readonly help: string;
      readonly series: readonly Measured[];
    }
  | {
      readonly kind: "histogram";
      readonly name: string;
      readonly help: string;
      readonly series: readonly Distribution[];
    };

/** Text of the metric families, ready to be served as `text/plain; version=0.0.4`. */
export function writeMetrics(families: readonly MetricFamily[]): string {
  return families
    .map((family) => {
      const head = `# HELP ${family.name} ${escapeHelp(family.help)}\n# TYPE ${family.name} ${family.kind}\n`;
      if (family.kind === "histogram")
        return head + family.series.map((s) => histogramLines(family.name, s)).join("");
      return head + family.series.map((s) => line(family.name, s.labels, s.value)).join("");
    })
    .join("");
}

function histogramLines(name: string, { labels, upperBounds, counts, sum }: Distribution): string {
  let text = "";
  let below = 0;
  for (const [i, count] of counts.entries()) {
    below += count;
    const bound = upperBounds[i];
    text += line(`${name}_bucket`, { ...labels, le: bound === undefined ? "+Inf" : String(bound) }, below);
  }
  return text + line(`${name}_sum`, labels, sum) + line(`${name}_count`, labels, below);
}

function line(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escapeLabel(text)}"`);
  return `${name}${pairs.length === 0 ? "" : `{${pairs.join(",")}}`} ${numberText(value)}\n`;
}

function numberText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return "+Inf";
  return value === Number.NEGATIVE_INFINITY ? "-Inf" : String(value);
}

function escapeLabel(text: string): string {
  return text.replace(/[\\"\n]/g, (found) => (found === "\n" ? "\\n" : `\\${found}`));
}

function escapeHelp(text: string): string {
  return text.replace(/[\\\n]/g, (found) => (found === "\n" ? "\\n" : "\\\\"));
}

/**
 * Reads an exposition as flat samples, histograms as their `_bucket`, `_sum` and `_count` lines. Takes what real
 * servers send: `:` anywhere in a name (TensorFlow Serving starts with one), a comma after the last label, `{}`,
 * no HELP or TYPE, timestamps, OpenMetrics exemplars and `# EOF`. Throws `WireError` with the line number.
 */
export function parseMetrics(text: string): MetricSample[] {
  const samples: MetricSample[] = [];
  for (const [i, raw] of text.split("\n").entries()) {
    const content = raw.trim();
    if (content === "" || content.startsWith("#")) continue;
    const name = /^[a-zA-Z_:][a-zA-Z0-9_:]*/.exec(content)?.[0];
    if (name === undefined)
      throw new WireError(`metrics line ${i + 1}: expected a metric name, found ${content.slice(0, 40)}`);
    const { labels, rest } = parseLabels(content.slice(name.length).trimStart(), i + 1);
    const [token = ""] = rest.trimStart().split(/\s+/, 1);
    samples.push({ name, labels, value: parseNumber(token, i + 1) });
  }
  return samples;
}

function parseLabels(text: string, lineNumber: number): { labels: Labels; rest: string } {
  const labels: Record<string, string> = {};
  if (!text.startsWith("{")) return { labels, rest: text };
  let at = 1;
  for (;;) {
    at += /^[\s,]*/.exec(text.slice(at))?.[0].length ?? 0;
    if (text[at] === "}") return { labels, rest: text.slice(at + 1) };
    const pair = /^([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"/.exec(text.slice(at));
    if (pair === null)
      throw new WireError(
        `metrics line ${lineNumber}: expected label="value" or }, found ${text.slice(at, at + 40)}`,
      );
    const [whole, key = "", value = ""] = pair;
    labels[key] = value.replace(/\\(.)/g, (_, escaped: string) => (escaped === "n" ? "\n" : escaped));
    at += whole.length;
  }
}

function parseNumber(token: string, lineNumber: number): number {
  if (/^\+?inf(inity)?$/i.test(token)) return Number.POSITIVE_INFINITY;
  if (/^-inf(inity)?$/i.test(token)) return Number.NEGATIVE_INFINITY;
  if (/^[+-]?nan$/i.test(token)) return Number.NaN;
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(token)) return Number(token);
  throw new WireError(`metrics line ${lineNumber}: expected a number, found ${JSON.stringify(token)}`);
}
