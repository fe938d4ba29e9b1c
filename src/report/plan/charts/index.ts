import { costByFleet } from "./cost-by-fleet.ts";
import { demandByHour } from "./demand-by-hour.ts";
import { fleetByHour } from "./fleet-by-hour.ts";
import { worstMinute } from "./worst-minute.ts";

/** Every chart of a plan. A new one needs its file and its line here. */
export const PLAN_CHARTS = { demandByHour, fleetByHour, worstMinute, costByFleet };
