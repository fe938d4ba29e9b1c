const TICK_MS = 1000;
/** Ticks without a report after which a thread hangs: a healthy one reports fifty times between two of them. */
const MOST_SILENT_TICKS = 10;

/** The longest time for which a sending thread may be silent, s. */
export const MOST_SILENT_SEC = (TICK_MS * MOST_SILENT_TICKS) / 1000;

/**
 * Notices sending threads that hang, as on an answer that takes for ever to judge: such a thread neither ends nor fails, and
 * whoever waits for it waits for ever. It counts ticks of its own timer, and not time: where the whole process stood still,
 * no thread could report.
 */
export class SilenceWatch {
  readonly #silentTicks: Map<number, number>;
  #timer: NodeJS.Timeout | undefined;

  constructor(threads: number) {
    this.#silentTicks = new Map(Array.from({ length: threads }, (_, thread) => [thread, 0]));
  }

  /** @param onSilent called once with each thread that hangs */
  start(onSilent: (thread: number) => void): void {
    this.#timer = setInterval(() => this.#tick(onSilent), TICK_MS);
  }

  heard(thread: number): void {
    if (this.#silentTicks.has(thread)) this.#silentTicks.set(thread, 0);
  }

  /** Leaves out a thread that will report nothing more. */
  ended(thread: number): void {
    this.#silentTicks.delete(thread);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #tick(onSilent: (thread: number) => void): void {
    for (const [thread, ticks] of this.#silentTicks) {
      this.#silentTicks.set(thread, ticks + 1);
      if (ticks + 1 < MOST_SILENT_TICKS) continue;
      this.ended(thread);
      onSilent(thread);
    }
  }
}
