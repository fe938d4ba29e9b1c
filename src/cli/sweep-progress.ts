import type { SweepEvents } from "../commands/sweep/measure-all.ts";
import { displaySentence } from "../core/format.ts";
import { formatDurationMs } from "../core/units.ts";
import type { Measure } from "../result/measure.ts";
import type { SweepResult } from "../result/sweep-result.ts";
import { gridOf, keyOf, type Point } from "../sweep/axes.ts";
import { MOST_FINALISTS } from "../sweep/findings/finalists.ts";
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

  onPlan(
    { axes, durationMs, warmupMs, repeats }: SweepPlan,
    isSearch: boolean,
    folder: string,
    confirmRuns: number,
  ): void {
    const points = gridOf(axes).length;
    const runs = points * repeats;
    this.#runs = isSearch ? null : runs;
    const grid = axes.map(({ name, values }) => `${name} ${values.join(", ")}`).join(" × ");
    const runMs = durationMs + warmupMs;
    const againMs = MOST_FINALISTS * confirmRuns * runMs;
    const again =
      confirmRuns === 0 || points < 2
        ? ""
        : `; then up to ${MOST_FINALISTS} of them ${confirmRuns === 1 ? "once" : `${confirmRuns} times`} again, ` +
          `${formatDurationMs(againMs)}, and others where none of these keeps the objectives`;
    this.#terminal.err(
      `${grid || "one point"}: ${points} points, ${formatDurationMs(runs * runMs)} if all are measured${again}\n`,
    );
    this.#terminal.err(`folder ${folder}; after an interruption: plimsoll sweep --resume ${folder}\n`);
  }

  onVariant(variant: string): void {
    this.#terminal.progress(`accuracy of ${variant} …`);
  }

  onNext({ point, confirms = false }: Planned, measured: readonly Measure[]): void {
    const done = measured.filter((one) => one.confirms === confirms).length;
    this.#terminal.progress(`${this.#count(done + 1, confirms)}  ${describe(point)} …`);
  }

  onMeasure(
    { point, confirms, valid, reasons, inferencesPerSec, latencyMs }: Measure,
    measured: readonly Measure[],
  ): void {
    const figures = valid
      ? `${rounded(inferencesPerSec)} inferences/s  p95 ${rounded(latencyMs.p95)} ms`
      : `not valid: ${reasons.join(", ")}`;
    const done = measured.filter((one) => one.confirms === confirms).length;
    this.#terminal.err(`${this.#count(done, confirms)}  ${describe(point)}  ${figures}\n`);
  }

  #count(done: number, confirms: boolean): string {
    if (confirms) return `again ${String(done).padStart(3)}`;
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
