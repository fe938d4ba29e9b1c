import type { Comparison } from "../comparison.ts";

/** A file that other programs, or people in other places, read of a comparison. */
export interface CompareExport {
  /** What the file is, and who reads it. */
  readonly title: string;
  render(comparison: Comparison): string;
}
