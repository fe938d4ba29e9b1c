import type { CompareExport } from "./compare-export.ts";

/** A comparison as its document, as `--json` prints it. */
export const json: CompareExport = {
  title: "the document that --json prints",
  render: (comparison) => `${JSON.stringify(comparison, null, 2)}\n`,
};
