import type { GateResult } from "../../result/gate-result.ts";

/** A file that other programs read of a gate. */
export interface GateExport {
  /** What the file is, and who reads it. */
  readonly title: string;
  /** Whether it is added to what is in the file already; left out where it takes its place. */
  readonly appends?: boolean;
  render(result: GateResult): string;
}
