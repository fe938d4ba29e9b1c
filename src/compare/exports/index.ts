import type { CompareExport } from "./compare-export.ts";
import { csv } from "./csv.ts";
import { json } from "./json.ts";
import { markdown } from "./markdown.ts";

/** Every form in which a comparison is written besides its page. A new one takes a file beside this and a line here. */
export const COMPARE_EXPORTS = { markdown, csv, json } as const satisfies Record<string, CompareExport>;

export type CompareExportName = keyof typeof COMPARE_EXPORTS;
