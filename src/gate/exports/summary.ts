import type { GateExport } from "./gate-export.ts";
import { markdown } from "./markdown.ts";

/** The Markdown of a gate for `$GITHUB_STEP_SUMMARY`, which is added to what the step wrote there before. */
export const summary: GateExport = {
  title: "the same Markdown, added to a file that is there, as to $GITHUB_STEP_SUMMARY",
  appends: true,
  render: (result) => markdown.render(result),
};
