import { ABSENT, formatMs, formatNumber, formatShare } from "../../core/format.ts";
import type { VerificationResult } from "../../result/verification-result.ts";

type Row = VerificationResult["figures"][number];

/** The columns of a verification. */
export const HELD_COLUMNS = ["forecast", "allowed", "measured", "its 95 % interval", "error"] as const;

/** The cells of a figure under the columns. */
export function heldCells({ unit, forecast, allowed, measured, interval, error }: Row): string[] {
  const value = (one: number | null) => {
    if (one === null) return ABSENT;
    return unit === "ms" ? formatMs(one) : formatShare(one, 1);
  };
  const span = (one: Row["interval"]) => (one === null ? ABSENT : `${value(one.low)} to ${value(one.high)}`);
  const sign = error === null ? ABSENT : `${error > 0 ? "+" : ""}${formatNumber(100 * error, 2)} %`;
  return [value(forecast), span(allowed), value(measured), span(interval), sign];
}

/** The verdict of a verification in words. */
export const VERIFICATION_WORD = { held: "HELD", "not held": "NOT HELD", "not shown": "NOT SHOWN" } as const;
