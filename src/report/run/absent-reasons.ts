import { percentileLabel } from "../../core/format.ts";
import type { RunResult } from "../../result/run-result.ts";
import { PERCENTILES } from "../../scenario/slo.ts";

const COLUMNS = [...(Object.keys(PERCENTILES) as (keyof typeof PERCENTILES)[]), "max", "mean"] as const;
const NAMES = {
  response: "response",
  service: "service",
  sendLag: "send lag",
  ttft: "TTFT",
  ttftFromSent: "TTFT from sent",
  tpot: "TPOT",
  chunkGap: "chunk gap",
} as const;

/** Why each latency figure that is null is null: no dash stands without its reason. Equal reasons are said once. */
export function absentReasons(result: RunResult): string[] {
  const byReason = new Map<string, string[]>();
  for (const [key, name] of Object.entries(NAMES) as [keyof typeof NAMES, string][]) {
    const summary = result.latencyMs[key];
    if (summary === null) continue;
    if (summary.count === 0) {
      const reason = noneAtAll(key, result);
      byReason.set(reason, [...(byReason.get(reason) ?? []), name]);
      continue;
    }
    for (const column of COLUMNS) {
      if (summary[column] !== null) continue;
      const reason = summary.absent[column] ?? "not stated";
      byReason.set(reason, [...(byReason.get(reason) ?? []), `${name} ${percentileLabel(column)}`]);
    }
  }
  return [...byReason].map(([reason, figures]) => `${figures.join(", ")}: ${reason}`);
}

function noneAtAll(key: keyof typeof NAMES, { requests, tokens }: RunResult): string {
  if (key === "sendLag") return "nothing was sent";
  if (requests.ok === 0) return "no request was answered";
  return key === "tpot" && tokens?.absent.output !== undefined
    ? tokens.absent.output
    : "no answer had enough pieces of text";
}
