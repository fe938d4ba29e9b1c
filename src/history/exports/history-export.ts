import type { History } from "../history.ts";

/** A file that other programs, or people in other places, read of a history. */
export interface HistoryExport {
  /** What the file is, and who reads it. */
  readonly title: string;
  /** Whether it can hold only one group. */
  readonly oneGroup: boolean;
  /** @param csvFile the name of the CSV file that is written beside it, as another export may refer to */
  render(history: History, csvFile: string): string;
}
