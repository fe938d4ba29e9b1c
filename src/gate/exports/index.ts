import type { GateExport } from "./gate-export.ts";
import { junit } from "./junit.ts";
import { markdown } from "./markdown.ts";

/** Every form in which a gate is written for other programs. A new one takes a file beside this and a line here. */
export const GATE_EXPORTS = { junit, markdown } as const satisfies Record<string, GateExport>;

export type GateExportName = keyof typeof GATE_EXPORTS;
