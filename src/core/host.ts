import type { Clock } from "./clock.ts";

/** The world outside that a command may use; `main.ts` makes the real one. */
export interface Host {
  readonly clock: Clock;
  /** Wall-clock time, ms since 1970. For names and stamps only; durations come from `clock`. */
  wallClockMs(): number;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder of the installed package: scenarios and models lie in it. */
  readonly packageRoot: string;
  readonly version: string;
  /** Aborts on Ctrl-C and SIGTERM, and when a parent process that started this one is gone. */
  readonly interrupted: AbortSignal;
}
