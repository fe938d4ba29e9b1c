import { formatSpan } from "../core/format.ts";
import type { RunWindow } from "../result/window.ts";
import type { Terminal } from "./terminal.ts";

/** The time between two lines of progress, ms: on a terminal they replace each other. */
const SHOWN_EVERY_MS = { terminal: 200, elsewhere: 5000 };

/** Shows how far a simulation has come in its virtual time, and how much time of the machine is left at the speed so far. */
export class SimulationProgress {
  readonly #terminal: Pick<Terminal, "host" | "err" | "progress" | "columns">;
  readonly #lengthMs: number;
  readonly #seeds: number;
  readonly #startedMs: number;
  #shownMs: number;

  /** @param lengthMs virtual time of the schedule, ms; @param seeds number of simulations of that length */
  constructor(
    terminal: Pick<Terminal, "host" | "err" | "progress" | "columns">,
    lengthMs: number,
    seeds: number,
  ) {
    this.#seeds = seeds;
    this.#terminal = terminal;
    this.#lengthMs = lengthMs;
    this.#startedMs = terminal.host.clock.nowMs();
    this.#shownMs = this.#startedMs;
  }

  show(window: RunWindow): void {
    const doneMs = window.startMs + 1000;
    const of = this.#seeds === 1 ? "" : " of the first seed";
    this.#tell(
      `simulated ${formatSpan(doneMs)} of ${formatSpan(this.#lengthMs)}${of}`,
      doneMs / this.#lengthMs,
    );
  }

  /** Shows how many seeds are simulated. */
  showSeed(done: number): void {
    this.#tell(`simulated ${done} of ${this.#seeds} seeds`, done / this.#seeds);
  }

  /** @param share of what is spoken of that is done */
  #tell(what: string, share: number): void {
    const { host, err, progress, columns } = this.#terminal;
    const isTerminal = columns() !== null;
    const nowMs = host.clock.nowMs();
    if (nowMs - this.#shownMs < SHOWN_EVERY_MS[isTerminal ? "terminal" : "elsewhere"]) return;
    this.#shownMs = nowMs;
    const leftMs = ((nowMs - this.#startedMs) * Math.max(0, 1 - share)) / share;
    const line = `${what}, about ${formatSpan(Math.round(leftMs / 1000) * 1000)} left at this speed`;
    if (isTerminal) progress(line);
    else err(`${line}\n`);
  }
}
