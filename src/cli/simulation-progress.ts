import { formatSpan } from "../core/format.ts";
import type { RunWindow } from "../result/window.ts";
import type { Terminal } from "./terminal.ts";

/** The time between two lines of progress, ms: on a terminal they replace each other. */
const SHOWN_EVERY_MS = { terminal: 200, elsewhere: 5000 };

/** Shows how far a simulation has come in its virtual time, and how much time of the machine is left at the speed so far. */
export class SimulationProgress {
  readonly #terminal: Pick<Terminal, "host" | "err" | "progress" | "columns">;
  readonly #lengthMs: number;
  readonly #startedMs: number;
  #shownMs: number;

  /** @param lengthMs virtual time of the schedule, ms */
  constructor(terminal: Pick<Terminal, "host" | "err" | "progress" | "columns">, lengthMs: number) {
    this.#terminal = terminal;
    this.#lengthMs = lengthMs;
    this.#startedMs = terminal.host.clock.nowMs();
    this.#shownMs = this.#startedMs;
  }

  show(window: RunWindow): void {
    const { host, err, progress, columns } = this.#terminal;
    const isTerminal = columns() !== null;
    const nowMs = host.clock.nowMs();
    if (nowMs - this.#shownMs < SHOWN_EVERY_MS[isTerminal ? "terminal" : "elsewhere"]) return;
    this.#shownMs = nowMs;
    const doneMs = window.startMs + 1000;
    const leftMs = ((nowMs - this.#startedMs) * Math.max(0, this.#lengthMs - doneMs)) / doneMs;
    const line = `simulated ${formatSpan(doneMs)} of ${formatSpan(this.#lengthMs)}, about ${formatSpan(Math.round(leftMs / 1000) * 1000)} left at this speed`;
    if (isTerminal) progress(line);
    else err(`${line}\n`);
  }
}
