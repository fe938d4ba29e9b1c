import { BURST_WINDOWS_SEC, BurstAccumulator } from "../stats/burst.ts";
import { LengthCounts, type LengthSummary } from "./length-counts.ts";
import { RateTimeline } from "./rate-timeline.ts";
import type { TraceReading } from "./trace-reader.ts";

/** The document that `plimsoll trace inspect --json` prints. */
export interface TraceInspection {
  readonly file: string;
  readonly format: string;
  readonly arrivals: number;
  readonly durationSec: number;
  readonly ratePerSec: number | null;
  readonly interArrivalCv: number | null;
  readonly lag1Autocorrelation: number | null;
  /** Index of dispersion for counts, by window length in seconds; null below 30 windows. */
  readonly idc: Readonly<Record<string, number | null>>;
  readonly peakToMean: Readonly<Record<string, number | null>>;
  readonly windows: Readonly<Record<string, number>>;
  /** Share of the 1 s windows with more than twice the mean count. */
  readonly timeAboveTwiceMean: number | null;
  /** What that share is expected to be for Poisson arrivals of the same mean count. */
  readonly timeAboveTwiceMeanPoisson: number | null;
  readonly apparentHurst: number | null;
  readonly apparentHurstError: number | null;
  readonly apparentHurstAbsent: string | null;
  readonly inputLength: LengthSummary | null;
  readonly outputLength: LengthSummary | null;
  readonly rate: { readonly binSec: number; readonly perSec: readonly number[] };
  readonly repairs: TraceReading["repairs"];
  readonly notes: readonly string[];
}

/** Measures a trace in one pass and constant memory. */
export class TraceInspector {
  readonly burst = new BurstAccumulator();
  readonly #timeline = new RateTimeline();
  readonly #inputs = new LengthCounts();
  readonly #outputs = new LengthCounts();
  #lastMs = Number.NEGATIVE_INFINITY;

  readonly add = (atMs: number, inputLength: number, outputLength: number): void => {
    this.burst.add(atMs);
    this.#timeline.add(atMs);
    this.#inputs.add(inputLength);
    this.#outputs.add(outputLength);
    this.#lastMs = atMs;
  };

  finish(file: string, reading: TraceReading): TraceInspection {
    const burst = this.burst.finish();
    const perWindow = <Value>(pick: (metrics: (typeof burst.windows)[string]) => Value) =>
      Object.fromEntries(
        BURST_WINDOWS_SEC.map((sec) => [
          String(sec),
          pick(burst.windows[sec] ?? { count: 0, idc: null, peakToMean: null }),
        ]),
      );
    return {
      file,
      format: reading.format,
      arrivals: burst.arrivals,
      durationSec: this.#lastMs / 1000,
      ratePerSec: burst.ratePerSec,
      interArrivalCv: burst.interArrivalCv,
      lag1Autocorrelation: burst.lag1Autocorrelation,
      idc: perWindow(({ idc }) => idc),
      peakToMean: perWindow(({ peakToMean }) => peakToMean),
      windows: perWindow(({ count }) => count),
      timeAboveTwiceMean: burst.timeAboveTwiceMean,
      timeAboveTwiceMeanPoisson: burst.timeAboveTwiceMeanPoisson,
      apparentHurst: burst.apparentHurst,
      apparentHurstError: burst.apparentHurstError,
      apparentHurstAbsent: burst.apparentHurstAbsent,
      inputLength: this.#inputs.summary(),
      outputLength: this.#outputs.summary(),
      rate: this.#timeline.rates(),
      repairs: reading.repairs,
      notes: reading.notes,
    };
  }
}
