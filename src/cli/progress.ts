import { smallest } from "../core/extremes.ts";
import type { RunWindow } from "../result/window.ts";
import { widthOf } from "./fitted.ts";
import type { Terminal } from "./terminal.ts";

/** The parts of a line of progress, each with its importance: the least important ones give way first. */
function progressParts(window: RunWindow, totalMs: number): [text: string, importance: number][] {
  const elapsedSec = Math.round(window.startMs / 1000) + 1;
  const ms = (value: number | null) =>
    value === null ? "—" : `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
  return [
    [`${String(elapsedSec).padStart(4)} s of ${Math.round(totalMs / 1000)} s`, 7],
    [window.phase.padEnd(7), 1],
    [`offered ${String(window.offered).padStart(5)}/s`, 4],
    [`ok ${String(window.ok).padStart(5)}/s`, 6],
    [`in flight ${String(window.inFlight).padStart(4)}`, 3],
    [`p50 ${ms(window.p50Ms).padStart(8)}`, 2],
    [
      `p99 ${ms(window.p99Ms ?? window.maxMs).padStart(8)}${window.p99Ms === null && window.maxMs !== null ? " (max)" : ""}`,
      5,
    ],
    ...(window.failed > 0 ? [[`failed ${window.failed}`, 8] as [string, number]] : []),
  ];
}

const GAP = "  ";

/** The line of progress about one second of a run, in at most `columns`. */
function progressLine(window: RunWindow, totalMs: number, columns: number): string {
  let parts = progressParts(window, totalMs);
  const line = () => parts.map(([text]) => text).join(GAP);
  while (parts.length > 1 && widthOf(line()) > columns) {
    const least = smallest(parts.map(([, importance]) => importance));
    parts = parts.filter(([, importance]) => importance > least);
  }
  return line();
}

/**
 * Shows the progress of a run: on a terminal in one line that is rewritten, elsewhere as a line every five seconds.
 */
export class Progress {
  readonly #terminal: Pick<Terminal, "err" | "progress" | "columns">;
  #seen = 0;

  constructor(terminal: Pick<Terminal, "err" | "progress" | "columns">) {
    this.#terminal = terminal;
  }

  show(window: RunWindow, totalMs: number): void {
    const { err, progress, columns } = this.#terminal;
    const room = columns();
    if (room !== null) progress(progressLine(window, totalMs, room));
    else if (this.#seen % 5 === 4) err(`${progressLine(window, totalMs, Number.POSITIVE_INFINITY)}\n`);
    this.#seen++;
  }
}
