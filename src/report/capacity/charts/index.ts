import type { CapacityResult } from "../../../result/capacity-result.ts";
import type { Chart } from "../../charts/chart.ts";
import { attainmentByRate } from "./attainment-by-rate.ts";

/** Every chart of a search for a load line. A new one takes its own file and a line here. */
export const CAPACITY_CHARTS = { attainmentByRate } satisfies Record<string, Chart<CapacityResult>>;
