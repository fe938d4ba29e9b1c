import type { PlanFleet, PlanResult } from "../result/plan-result.ts";
import { type CsvCell, csvText } from "../wire/csv-text.ts";

const COLUMNS: readonly (readonly [string, (fleet: PlanFleet) => CsvCell])[] = [
  ["machine", ({ machine }) => machine],
  ["replicas", ({ replicas }) => replicas],
  ["keeps_objectives", ({ keepsObjectives }) => keepsObjectives],
  ["within_budget", ({ withinBudget }) => withinBudget],
  ["rate_requests_per_sec", ({ ratePerSec }) => ratePerSec],
  ["p99_ms", ({ p99Ms }) => p99Ms],
  ["p99_low_ms", ({ peak }) => peak.p99Ms.low],
  ["p99_high_ms", ({ peak }) => peak.p99Ms.high],
  ["load_line_requests_per_sec", ({ loadLine }) => loadLine.holdsPerSec],
  ["misses_at_requests_per_sec", ({ loadLine }) => loadLine.missesPerSec],
  ["cost_per_month", ({ costPerMonth }) => costPerMonth],
  ["cost_per_million_requests", ({ costPerMillionRequests }) => costPerMillionRequests],
  ["spot_share", ({ spotShare }) => spotShare],
  ["effective_utilisation", ({ utilisation }) => utilisation.effective],
  ["out_of_objective_minutes_per_month", ({ outOfObjective }) => outOfObjective?.minutesPerMonth ?? null],
  ["cost_per_month_by_hour", (fleet) => costOf(fleet, "by hour")],
  ["cost_per_month_autoscaled", (fleet) => costOf(fleet, "autoscaled")],
  ["precision", ({ settings }) => settings.precision],
  ["max_batch", ({ settings }) => settings.maxBatch],
  ["max_delay_ms", ({ settings }) => settings.maxDelayMs],
  ["instances", ({ settings }) => settings.instances],
  ["router", ({ settings }) => settings.router],
  ["autoscaler", ({ settings }) => settings.autoscaler],
];

function costOf({ throughDay }: PlanFleet, name: PlanFleet["throughDay"][number]["way"]): number | null {
  return throughDay.find(({ way }) => way === name)?.costPerMonth ?? null;
}

/** The fleets of a plan as a table, one row each, cheapest first; a cell is empty where there is no figure (RFC 4180). */
export function fleetsCsv({ fleets }: PlanResult): string {
  const rows = fleets.map((fleet) => COLUMNS.map(([, cell]) => cell(fleet)));
  return csvText([COLUMNS.map(([name]) => name), ...rows]);
}
