import type { SweepEvents } from "../commands/sweep/measure-all.ts";
import { formatDurationMs } from "../core/units.ts";
import { gridOf, keyOf, type Point } from "../sweep/axes.ts";
import type { Measure, Planned } from "../sweep/measure.ts";
import type { SweepPlan } from "../sweep/strategy.ts";

/** One line for each point as it is measured; on a terminal, which one is under way. */
export class SweepProgress implements SweepEvents {
  readonly #write: (text: string) => void;
  readonly #isTerminal: boolean;
  #gridPoints = 0;

  constructor(write: (text: string) => void, isTerminal: boolean) {
    this.#write = write;
    this.#isTerminal = isTerminal;
  }

  onPlan({ axes, durationMs, warmupMs, repeats }: SweepPlan, folder: string): void {
    this.#gridPoints = gridOf(axes).length;
    const grid = axes.map(({ name, values }) => `${name} ${values.join(", ")}`).join(" × ");
    const wholeMs = this.#gridPoints * repeats * (durationMs + warmupMs);
    this.#write(
      `${grid || "one point"}: ${this.#gridPoints} points, ${formatDurationMs(wholeMs)} if all are measured\n`,
    );
    this.#write(`folder ${folder}; after an interruption: plimsoll sweep --resume ${folder}\n`);
  }

  onVariant(variant: string): void {
    if (this.#isTerminal) this.#write(`\r\x1b[2Kaccuracy of ${variant} …`);
  }

  onPoint({ point }: Planned, measured: readonly Measure[]): void {
    if (this.#isTerminal) this.#write(`\r\x1b[2K${this.#count(measured.length + 1)}  ${describe(point)} …`);
  }

  onMeasure(
    { point, valid, reasons, inferencesPerSec, latencyMs }: Measure,
    measured: readonly Measure[],
  ): void {
    const figures = valid
      ? `${rounded(inferencesPerSec)} inferences/s  p95 ${rounded(latencyMs.p95)} ms`
      : `not valid: ${reasons.join(", ")}`;
    const back = this.#isTerminal ? "\r\x1b[2K" : "";
    this.#write(`${back}${this.#count(measured.length)}  ${describe(point)}  ${figures}\n`);
  }

  #count(done: number): string {
    return `${String(done).padStart(4)} of ${this.#gridPoints}`;
  }
}

function describe(point: Point): string {
  return keyOf(point) || "one point";
}

function rounded(value: number | null): string {
  return value === null ? "—" : value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
