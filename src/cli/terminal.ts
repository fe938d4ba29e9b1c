import type { Host } from "../core/host.ts";

/** The environment of a command line: its host, its output streams and its exit code. */
export interface Terminal {
  readonly host: Host;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** True when `err` writes to a terminal. */
  readonly isTerminal: boolean;
  /** The exit code of the process, which the command sets. */
  exitCode: number;
}
