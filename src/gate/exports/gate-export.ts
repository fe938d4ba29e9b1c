import type { GateResult } from "../../result/gate-result.ts";

/** A file that other programs read of a gate. */
export interface GateExport {
  /** What the file is, and who reads it. */
  readonly title: string;
  render(result: GateResult): string;
}
