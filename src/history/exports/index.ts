import { csv } from "./csv.ts";
import type { HistoryExport } from "./history-export.ts";
import { json } from "./json.ts";
import { markdown } from "./markdown.ts";
import { otava } from "./otava.ts";

/** Every form in which a history is written besides its page. A new one takes a file beside this and a line here. */
export const HISTORY_EXPORTS = { csv, otava, markdown, json } as const satisfies Record<
  string,
  HistoryExport
>;

export type HistoryExportName = keyof typeof HISTORY_EXPORTS;
