import { logGamma } from "../../arrivals/log-gamma.ts";
import { exponential, gammaSampler, type Rng } from "../../core/rng.ts";
import { CsvFields, csvHeader, type Separator } from "../../wire/csv-fields.ts";
import { type LineParser, type RowSink, shorten, type TraceFormat } from "../trace-format.ts";

const DEFAULT_WINDOW_SEC = 600;
const FASTEST_PER_SEC = 1_000_000;

interface Window {
  readonly startSec: number;
  readonly ratePerSec: number;
  readonly pattern: "Gamma" | "Weibull" | "";
  readonly shape: number;
}

/**
 * ServeGen files, `0,0.2,1.9,Gamma,0.27,18.2`, hold no requests, but the parameters of each window of one client:
 * start, rate, CV, family, shape, scale. Arrivals are drawn from rate and shape, as a stationary renewal process in
 * each window; nothing is rescaled to give the rate exactly, which would remove burstiness.
 */
export const serveGen: TraceFormat = {
  name: "servegen",
  title: "ServeGen (Alibaba, parameters of one client by window)",
  order: "rising",
  detect: (first) => separatorOf(first) !== undefined,
  parseHeader: (first, _second, chance) => new WindowParser(chance, separatorOf(first)),
};

/** The sign between the fields of a first line that is a window. */
function separatorOf(first: string): Separator | undefined {
  const isWindow = ([start = "", , , family = "?", ...rest]: readonly string[]) =>
    /^\d+(?:\.\d+)?$/.test(start) && /^(?:gamma|weibull|)$/.test(family) && rest.length === 2;
  return csvHeader(first, isWindow)?.separator;
}

class WindowParser implements LineParser {
  readonly headless = true;
  readonly #chance: Rng;
  readonly #fields: CsvFields;
  #held: Window | undefined;
  #lengthSec = DEFAULT_WINDOW_SEC;

  constructor(chance: Rng, separator: Separator | undefined) {
    this.#chance = chance;
    this.#fields = new CsvFields(separator);
  }

  /** Reads a window. It ends where the next one starts, so each is drawn one line later. */
  parseLine(line: string, emit: RowSink): string | undefined {
    const broken = this.#fields.split(line);
    if (broken !== undefined) return broken;
    if (this.#fields.count !== 6) return `has ${this.#fields.count} columns, not 6`;
    const window = parseWindow(this.#fields.texts(line));
    if (typeof window === "string") return window;
    if (this.#held !== undefined) {
      const lengthSec = window.startSec - this.#held.startSec;
      if (!(lengthSec > 0)) return `window ${window.startSec} s does not come after ${this.#held.startSec} s`;
      this.#lengthSec = lengthSec;
      this.#draw(this.#held, emit);
    }
    this.#held = window;
    return undefined;
  }

  end(emit: RowSink): void {
    if (this.#held !== undefined) this.#draw(this.#held, emit);
  }

  notes(): readonly string[] {
    return ["the file holds parameters, not requests: these arrivals are drawn from them, with --seed"];
  }

  #draw({ startSec, ratePerSec, pattern, shape }: Window, emit: RowSink): void {
    if (pattern === "" || ratePerSec === 0) return;
    const meanSec = 1 / ratePerSec;
    const [gap, biased] =
      pattern === "Gamma" ? gammaGaps(this.#chance, shape) : weibullGaps(this.#chance, shape);
    // An observer who starts at a random moment finds a long gap more often: the rest of a length-biased one.
    let offsetSec = this.#chance() * biased() * meanSec;
    while (offsetSec < this.#lengthSec) {
      emit((startSec + offsetSec) * 1000, Number.NaN, Number.NaN);
      offsetSec += gap() * meanSec;
    }
  }
}

function parseWindow(fields: readonly string[]): Window | string {
  const [start = "", rate = "", , pattern = "", shapeText = ""] = fields;
  const startSec = start === "" ? Number.NaN : Number(start);
  if (!(startSec >= 0 && startSec < 1e10))
    return `window start is "${shorten(start)}", not seconds from 0 on`;
  if (pattern !== "Gamma" && pattern !== "Weibull" && pattern !== "")
    return `pattern is "${shorten(pattern)}", not Gamma, Weibull or empty`;
  if (pattern === "") return { startSec, ratePerSec: 0, pattern, shape: 1 };
  const ratePerSec = rate === "" ? Number.NaN : Number(rate);
  if (!(ratePerSec >= 0 && ratePerSec <= FASTEST_PER_SEC))
    return `rate is "${shorten(rate)}", not requests per second from 0 to ${FASTEST_PER_SEC}`;
  const shape = shapeText === "" ? Number.NaN : Number(shapeText);
  if (!(shape >= 0.001 && shape <= 10_000))
    return `shape is "${shorten(shapeText)}", not a number from 0.001 on`;
  return { startSec, ratePerSec, pattern, shape };
}

/** Draws of gaps of mean 1, and of length-biased gaps. */
type Gaps = readonly [() => number, () => number];

function gammaGaps(rng: Rng, shape: number): Gaps {
  const [plain, biased] = [gammaSampler(rng, shape), gammaSampler(rng, shape + 1)];
  return [() => plain() / shape, () => biased() / shape];
}

/** Weibull gaps: X = scale · E^{1/k} with E exponential; length-biased, E becomes Gamma(1 + 1/k). */
function weibullGaps(rng: Rng, shape: number): Gaps {
  const scale = Math.exp(-logGamma(1 + 1 / shape));
  const biased = gammaSampler(rng, 1 + 1 / shape);
  return [() => scale * exponential(rng) ** (1 / shape), () => scale * biased() ** (1 / shape)];
}
