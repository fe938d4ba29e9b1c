import type { PlanFleet, PlanMachine } from "../../result/plan-result.ts";
import { HOURS_PER_MONTH } from "../demand/demand.ts";

/** What a month of machines of one type is paid for: those that the demand needs, and those that may fail. */
export function costParts(
  { pricePerHour, isStated, source }: PlanMachine["price"],
  { needed, spare }: { readonly needed: number; readonly spare: number },
): PlanFleet["cost"]["parts"] {
  const part = (name: string, count: number) => ({
    name,
    perMonth: count * pricePerHour * HOURS_PER_MONTH,
    kind: isStated ? ("assumed" as const) : ("listed" as const),
    note: `${count} × $${pricePerHour} an hour: ${source}`,
  });
  return [
    part("machines that the demand needs", needed),
    ...(spare === 0 ? [] : [part("machines that may fail", spare)]),
  ];
}
