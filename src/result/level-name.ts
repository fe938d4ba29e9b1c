import { formatCount, formatNumber } from "../core/format.ts";
import type { LevelResult } from "./levels.ts";

/** The name of a level of the load, such as `20/s`, `20 to 40/s` or `4 to 6 in flight`. */
export function levelName(
  { planned: { from, to } }: Pick<LevelResult, "planned">,
  { load }: { readonly load: { readonly kind: string } },
): string {
  const [first, last] = [formatLevel(from), formatLevel(to)];
  const unit = load.kind === "closed" ? " in flight" : "/s";
  return `${first === last ? first : `${first} to ${last}`}${unit}`;
}

/** A level without padding zeros: people choose round ones. */
function formatLevel(value: number): string {
  return Number.isInteger(value) ? formatCount(value) : formatNumber(value);
}
