import { ITEMS_UNKNOWN } from "../result/figures.ts";
import type { GpuTelemetry } from "../result/gpu.ts";
import type { GpuReading } from "../wire/nvidia-smi.ts";
import { Gauge, type Span } from "./gauge.ts";

/** Least share of the measured part that readings must cover: with less, its energy would be a guess. */
const LEAST_COVERED_SHARE = 0.95;

/** The measured part of a run, over which the figures of its GPUs are taken. */
export interface MeasuredPart {
  readonly measuredMs: number;
  /** Number of items that were answered ok within the measured part; null where it is not known. */
  readonly items: number | null;
}

/** Sums up the readings of one GPU as they come. */
export class GpuTally {
  readonly #utilisation: Gauge;
  readonly #memoryMiB: Gauge;
  readonly #powerW: Gauge;
  readonly #smClockMhz: Gauge;
  readonly #temperatureC: Gauge;
  readonly #throttled: Gauge;
  readonly #throttledBy = new Set<string>();
  readonly #span: Span;
  #latest: GpuReading | null = null;
  #samples = 0;

  constructor(span: Span) {
    this.#span = span;
    this.#utilisation = new Gauge(span);
    this.#memoryMiB = new Gauge(span);
    this.#powerW = new Gauge(span);
    this.#smClockMhz = new Gauge(span);
    this.#temperatureC = new Gauge(span);
    this.#throttled = new Gauge(span);
  }

  /** Adds a reading; readings come in the order of time. */
  add(atMs: number, reading: GpuReading): void {
    const { utilisationPercent, slowdowns } = reading;
    this.#utilisation.add(atMs, utilisationPercent === null ? null : utilisationPercent / 100);
    this.#memoryMiB.add(atMs, reading.memoryUsedMiB);
    this.#powerW.add(atMs, reading.powerW);
    this.#smClockMhz.add(atMs, reading.smClockMhz);
    this.#temperatureC.add(atMs, reading.temperatureC);
    this.#throttled.add(atMs, slowdowns === null ? null : Math.min(1, slowdowns.length));
    if (atMs < this.#span.fromMs || atMs > this.#span.toMs) return;
    for (const name of slowdowns ?? []) this.#throttledBy.add(name);
    this.#latest = reading;
    this.#samples++;
  }

  /** The GPU's figures; null when no reading fell within the measured part. */
  summary({ measuredMs, items }: MeasuredPart): GpuTelemetry | null {
    if (this.#latest === null) return null;
    const { index, uuid, name, memoryTotalMiB } = this.#latest;
    const power = this.#powerW;
    const covered = power.coveredMs / measuredMs;
    const energyJ =
      power.mean === null || covered < LEAST_COVERED_SHARE ? null : (power.mean * measuredMs) / 1000;
    const energyPerInferenceJ = energyJ === null || !items ? null : energyJ / items;
    const figures = {
      utilisation: { mean: this.#utilisation.mean, max: this.#utilisation.max },
      memoryMiB: { max: this.#memoryMiB.max, total: memoryTotalMiB },
      powerW: { mean: power.mean, max: power.max },
      energyJ,
      energyPerInferenceJ,
      smClockMhz: { mean: this.#smClockMhz.mean, min: this.#smClockMhz.min },
      temperatureC: { max: this.#temperatureC.max },
      throttledShare: this.#throttled.mean,
    };
    const reason = this.#samples < 2 ? "there are too few readings" : "the driver does not say it";
    const missing = Object.entries(figures).filter(([, figure]) => isMissing(figure));
    const absent = Object.fromEntries(missing.map(([key]) => [key, reason]));
    if (power.mean !== null && energyJ === null)
      absent.energyJ = `readings cover ${Math.floor(covered * 100)} % of the measured part`;
    if (energyJ !== null && items === null) absent.energyPerInferenceJ = ITEMS_UNKNOWN;
    else if (energyJ !== null && items === 0) absent.energyPerInferenceJ = "no item was answered ok";
    else if (absent.energyJ !== undefined) absent.energyPerInferenceJ = absent.energyJ;
    return {
      kind: "gpu",
      index,
      uuid,
      name,
      samples: this.#samples,
      ...figures,
      throttledBy: [...this.#throttledBy].sort(),
      absent,
    };
  }
}

/** Whether a figure, or one of several, is null. */
function isMissing(figure: number | null | Readonly<Record<string, number | null>>): boolean {
  return figure === null || (typeof figure === "object" && Object.values(figure).includes(null));
}
