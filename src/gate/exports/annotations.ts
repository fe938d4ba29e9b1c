import { printable } from "../../core/format.ts";
import type { GateMetricResult } from "../../result/gate-result.ts";
import type { GateExport } from "./gate-export.ts";

const LEVELS: Readonly<Record<GateMetricResult["answer"], "error" | "warning" | "notice">> = {
  pass: "notice",
  fail: "error",
  inconclusive: "warning",
  error: "error",
};

/**
 * A gate as workflow commands of GitHub, which make annotations where a step prints them: one for the verdict, and one for each metric that did not
 * pass, since a job shows ten of a kind at most.
 */
export const annotations: GateExport = {
  title: "annotations of GitHub: workflow commands, for a step to print",
  render({ verdict, metrics }) {
    const open = metrics.filter(({ answer }) => answer !== "pass");
    return [
      command(verdict.answer, `Performance gate: ${verdict.answer.toUpperCase()}`, verdict.sentence),
      ...open.map(({ answer, title, sentence }) =>
        command(answer, `${title}: ${answer.toUpperCase()}`, sentence),
      ),
      "",
    ].join("\n");
  },
};

function command(answer: GateMetricResult["answer"], title: string, message: string): string {
  return `::${LEVELS[answer]} title=${escapedProperty(title)}::${escaped(message)}`;
}

/** A message as the runner reads it back (actions/toolkit, `command.ts`): nothing in it can end the command or begin another. */
function escaped(text: string): string {
  return printable(text).replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapedProperty(text: string): string {
  return escaped(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
