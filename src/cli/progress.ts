import type { RunWindow } from "../result/window.ts";

/** The line of progress about one second of a run. */
function progressLine(window: RunWindow, totalMs: number): string {
  const elapsedSec = Math.round(window.startMs / 1000) + 1;
  const ms = (value: number | null) =>
    value === null ? "—" : `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
  return [
    `${String(elapsedSec).padStart(4)} s of ${Math.round(totalMs / 1000)} s`,
    window.phase.padEnd(7),
    `offered ${String(window.offered).padStart(5)}/s`,
    `ok ${String(window.ok).padStart(5)}/s`,
    `in flight ${String(window.inFlight).padStart(4)}`,
    `p50 ${ms(window.p50Ms).padStart(8)}`,
    `p99 ${ms(window.p99Ms ?? window.maxMs).padStart(8)}${window.p99Ms === null && window.maxMs !== null ? " (max)" : ""}`,
    window.failed > 0 ? `failed ${window.failed}` : "",
  ].join("  ");
}

/**
 * Shows the progress of a run: on a terminal in one line that is rewritten, elsewhere as a line every five seconds.
 */
export class Progress {
  readonly #write: (text: string) => void;
  readonly #isTerminal: boolean;
  #seen = 0;

  constructor(write: (text: string) => void, isTerminal: boolean) {
    this.#write = write;
    this.#isTerminal = isTerminal;
  }

  show(window: RunWindow, totalMs: number): void {
    const line = progressLine(window, totalMs);
    if (this.#isTerminal) this.#write(`\r\x1b[2K${line}`);
    else if (this.#seen % 5 === 4) this.#write(`${line}\n`);
    this.#seen++;
  }

  end(): void {
    if (this.#isTerminal && this.#seen > 0) this.#write("\r\x1b[2K");
  }
}
