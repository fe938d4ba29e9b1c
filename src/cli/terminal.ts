import type { Host } from "../core/host.ts";

/** Where a command line reads and writes. */
export interface Terminal {
  readonly host: Host;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** `err` is shown to a person as it is written. */
  readonly isTerminal: boolean;
  /** Set by the command that ran. */
  exitCode: number;
}
