import { formatCount, percentileLabel, plural } from "../../core/format.ts";
import type { RunResult } from "../../result/run-result.ts";

/** Statistics of the response time that are shown for each endpoint. */
export const ENDPOINT_TIMES = ["p50", "p99", "max"] as const;

export type Endpoint = RunResult["endpoints"][number];

/** The failed requests of an endpoint, such as `3 error, 1 timeout`; an empty text without failures. */
export function failedAs({ requests }: Endpoint): string {
  return Object.entries(requests.byOutcome)
    .filter(([outcome, count]) => outcome !== "ok" && count > 0)
    .map(([outcome, count]) => `${formatCount(count)} ${outcome}`)
    .join(", ");
}

/** The requests that no endpoint had, as a sentence, such as those that a gateway refused; undefined where each had one. */
export function withoutEndpoint({ endpoints, requests }: RunResult): string | undefined {
  const none = requests.scheduled - endpoints.reduce((sum, own) => sum + own.requests.scheduled, 0);
  return none > 0 ? `${plural(none, "request")} went to none of these` : undefined;
}

/** The reasons why figures of endpoints are absent; equal reasons are said once. */
export function endpointAbsences(endpoints: readonly Endpoint[]): string[] {
  const reasons = endpoints.flatMap(({ latencyMs: { response } }) =>
    response.count === 0
      ? ["no request was answered"]
      : ENDPOINT_TIMES.flatMap((key) => {
          const reason = response.absent[key];
          return reason === undefined ? [] : [`${percentileLabel(key)}: ${reason}`];
        }),
  );
  return [...new Set(reasons)];
}
