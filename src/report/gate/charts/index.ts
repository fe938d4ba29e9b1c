import { control } from "./control.ts";
import { intervals } from "./intervals.ts";
import { slopes } from "./slopes.ts";

/** Every chart of a gate. A new one takes a file beside this and a line here; the contract test then covers it. */
export const GATE_CHARTS = { intervals, slopes, control } as const;
