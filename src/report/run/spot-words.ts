import { ABSENT, formatCount, formatMs, formatNumber, formatShare, plural } from "../../core/format.ts";
import type { RunResult } from "../../result/run-result.ts";

type Spot = NonNullable<NonNullable<RunResult["simulation"]>["spot"]>;

/** What became of the spot machines of a simulated fleet; null where it has none. */
export function spotOf({ simulation }: RunResult): Spot | null {
  return simulation?.spot ?? null;
}

/** What was lost, and how often others stood in, as sentences. */
export function spotSentences(spot: Spot): string[] {
  const { zoneOutages, losses, fallbacks, spotMachineHours, fallbackMachineHours } = spot;
  const percent = (share: number) => `${formatNumber(100 * share)} %`;
  return [
    `${plural(zoneOutages, "outage")} of zones took ${plural(losses, "serving machine")} away in the measured part; replicas were missing for ${percent(spot.missingShare)} of it (${formatNumber(spot.meanMissing)} on average)`,
    `${plural(fallbacks, "on-demand machine")} ordered in their place, which stood in for ${percent(spot.fallbackShare)} of the time`,
    `paid for: ${formatNumber(spotMachineHours)} spot machine hours and ${formatNumber(fallbackMachineHours)} on-demand hours in their place`,
  ];
}

/** The columns of response times by whether the fleet was complete. */
export const SPOT_COLUMNS = ["requests", "answered ok", "mean", "p50", "p99"] as const;

const WHEN = { complete: "every replica there", short: "some missing" } as const;

/** The rows under the columns, each with its name. */
export function spotRows({ byTime }: Spot): { readonly name: string; readonly cells: string[] }[] {
  const ms = (value: number | null) => (value === null ? ABSENT : formatMs(value));
  return byTime.map(({ when, requests, ok, meanMs, p50Ms, p99Ms }) => ({
    name: WHEN[when],
    cells: [
      formatCount(requests),
      requests === 0 ? ABSENT : formatShare(ok, requests),
      ms(meanMs),
      ms(p50Ms),
      ms(p99Ms),
    ],
  }));
}
