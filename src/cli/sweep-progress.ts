import type { SweepEvents } from "../commands/sweep/measure-all.ts";
import { displaySentence } from "../core/format.ts";
import { formatDurationMs } from "../core/units.ts";
import type { Measure } from "../result/measure.ts";
import type { SweepResult } from "../result/sweep-result.ts";
import { gridOf, keyOf, type Point } from "../sweep/axes.ts";
import type { Planned } from "../sweep/measure.ts";
import type { SweepPlan } from "../sweep/strategy.ts";
import type { Terminal } from "./terminal.ts";

/** Shows the progress of a sweep: a line for each measured point and, on a terminal, the point in progress. */
export class SweepProgress implements SweepEvents {
  readonly onResult: (result: SweepResult) => Promise<void>;
  readonly #terminal: Pick<Terminal, "err" | "progress">;
  /** The number of runs of the full grid; null for a search, whose number of runs is not known before. */
  #runs: number | null = null;

  /** @param onResult called with the result before its files are written */
  constructor(
    terminal: Pick<Terminal, "err" | "progress">,
    onResult: (result: SweepResult) => Promise<void>,
  ) {
    this.#terminal = terminal;
    this.onResult = onResult;
  }

  onPlan({ axes, durationMs, warmupMs, repeats }: SweepPlan, isSearch: boolean, folder: string): void {
    const points = gridOf(axes).length;
    const runs = points * repeats;
    this.#runs = isSearch ? null : runs;
    const grid = axes.map(({ name, values }) => `${name} ${values.join(", ")}`).join(" × ");
    const wholeMs = runs * (durationMs + warmupMs);
    this.#terminal.err(
      `${grid || "one point"}: ${points} points, ${formatDurationMs(wholeMs)} if all are measured\n`,
    );
    this.#terminal.err(`folder ${folder}; after an interruption: plimsoll sweep --resume ${folder}\n`);
  }

  onVariant(variant: string): void {
    this.#terminal.progress(`accuracy of ${variant} …`);
  }

  onNext({ point }: Planned, measured: readonly Measure[]): void {
    this.#terminal.progress(`${this.#count(measured.length + 1)}  ${describe(point)} …`);
  }

  onMeasure(
    { point, valid, reasons, inferencesPerSec, latencyMs }: Measure,
    measured: readonly Measure[],
  ): void {
    const figures = valid
      ? `${rounded(inferencesPerSec)} inferences/s  p95 ${rounded(latencyMs.p95)} ms`
      : `not valid: ${reasons.join(", ")}`;
    this.#terminal.err(`${this.#count(measured.length)}  ${describe(point)}  ${figures}\n`);
  }

  #count(done: number): string {
    return this.#runs === null
      ? `run ${String(done).padStart(3)}`
      : `${String(done).padStart(4)} of ${this.#runs}`;
  }
}

function describe(point: Point): string {
  return displaySentence(keyOf(point)) || "one point";
}

function rounded(value: number | null): string {
  return value === null ? "—" : value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
