import type { HistoryExport } from "./history-export.ts";

/** A history as its document, as `--json` prints it. */
export const json: HistoryExport = {
  title: "the document that --json prints",
  oneGroup: false,
  render: (history) => `${JSON.stringify(history, null, 2)}\n`,
};
