import { utilisationWords } from "../../capacity/answer-sentence.ts";
import { formatMoney, formatNumber, formatPrice, formatRate, formatShare } from "../../core/format.ts";
import type { CapacityResult } from "../../result/capacity-result.ts";

/** The verdict of a search in one word. */
export function capacityVerdict({ loadLine, partial, unreachable }: CapacityResult): {
  readonly word: string;
  readonly good: boolean;
} {
  if (partial) return { word: "PARTIAL", good: false };
  if (loadLine !== null)
    return loadLine.confirmed ? { word: "FOUND", good: true } : { word: "NOT CONFIRMED", good: false };
  return { word: unreachable === null ? "NOT SHOWN" : "CANNOT BE MET", good: false };
}

/** The load line with the interval that it lies in. */
export function lineWords({ loadLine }: CapacityResult): string {
  if (loadLine === null) return "none";
  const { ratePerSec, interval } = loadLine;
  return interval.high === null
    ? `${formatRate(ratePerSec)} or more: no load was shown to miss`
    : `${formatRate(ratePerSec)}; the line lies between ${formatRate(interval.low)} and ${formatRate(interval.high)}`;
}

/** The facts about the line that stand beside it, by name. */
export function lineFacts(result: CapacityResult): (readonly [string, string])[] {
  const { loadLine, mostPerSec, peak, burst, cost, price } = result;
  if (loadLine === null) return [];
  return [
    ["load", utilisationWords(loadLine, mostPerSec)],
    ...(peak === null ? [] : [["peak", peakWords(peak)] as const]),
    ...(burst === null ? [] : [["bursts", burstWords(burst)] as const]),
    ...(cost === null
      ? []
      : [
          [
            "cost",
            `${formatMoney(cost.perMillionRequests, cost.currency)} per million requests at the line, at ` +
              `${formatPrice(cost.pricePerHour, cost.currency)} per hour (${price.isExample ? "EXAMPLE price; give yours with --price" : cost.priceSource})`,
          ] as const,
        ]),
  ];
}

function peakWords({ concurrency, requestsPerSec, reasons }: NonNullable<CapacityResult["peak"]>): string {
  return requestsPerSec === null
    ? `the closed loop of ${concurrency} was not valid (${reasons.join(", ")})`
    : `${formatRate(requestsPerSec)} in a closed loop of ${concurrency}, each followed by the next: no latency that users see`;
}

/** The burst state at the line, and what is left for it. */
export function burstWords({
  peakToMean,
  ratePerSec,
  headroom,
}: NonNullable<CapacityResult["burst"]>): string {
  const fullest = `the fullest planned second has ${formatNumber(peakToMean)} times the mean, ${formatRate(ratePerSec)}`;
  if (headroom === null) return fullest;
  return headroom >= 0
    ? `${fullest}: ${formatShare(headroom, 1)} below the most that was answered`
    : `${fullest}: ${formatShare(-headroom, 1)} above the most that was answered, so requests wait then`;
}
