import { biggerIsBetter, smallerIsBetter } from "./action-benchmark.ts";
import { annotations } from "./annotations.ts";
import { bencher } from "./bencher.ts";
import type { GateExport } from "./gate-export.ts";
import { junit } from "./junit.ts";
import { markdown } from "./markdown.ts";
import { summary } from "./summary.ts";

/** Every form in which a gate is written for other programs. A new one takes a file beside this and a line here. */
export const GATE_EXPORTS = {
  junit,
  markdown,
  summary,
  annotations,
  bencher,
  "benchmark-smaller": smallerIsBetter,
  "benchmark-bigger": biggerIsBetter,
} as const satisfies Record<string, GateExport>;

export type GateExportName = keyof typeof GATE_EXPORTS;
