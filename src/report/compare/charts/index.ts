import { changes } from "./changes.ts";
import { loadLines } from "./load-lines.ts";
import { percentiles } from "./percentiles.ts";
import { timelines } from "./timelines.ts";

/** Every chart of a comparison. A new one takes a file beside this and a line here; the contract test then covers it. */
export const COMPARE_CHARTS = { changes, percentiles, timelines, loadLines } as const;
