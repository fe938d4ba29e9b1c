import { ABSENT, formatCount, formatNumber, percentileLabel } from "../../core/format.ts";
import type { RunResult } from "../../result/run-result.ts";
import { named, type Paint } from "../terminal.ts";
import { ENDPOINT_TIMES, endpointAbsences, failedAs, withoutEndpoint } from "./endpoint-words.ts";
import { row } from "./text-row.ts";

/** The lines on endpoints, each endpoint under its URL, which may be long. */
export function endpointLines(result: RunResult, paint: Paint): string[] {
  const { endpoints } = result;
  if (endpoints.length === 0) return [];
  const times = ENDPOINT_TIMES.map((key) => `${percentileLabel(key)} ms`);
  return [
    "",
    paint.quiet(row("endpoints", ["requests", "ok", "failed", ...times])),
    ...endpoints.flatMap((endpoint) => {
      const { url, requests, latencyMs } = endpoint;
      const counts = [requests.scheduled, requests.ok, requests.failed].map(formatCount);
      return [
        ...named("", [url, failedAs(endpoint)].filter((part) => part !== "").join(": ")),
        row("", [...counts, ...ENDPOINT_TIMES.map((key) => formatNumber(latencyMs.response[key]))]),
      ];
    }),
    ...[withoutEndpoint(result) ?? []].flat().flatMap((none) => named("", none)),
    ...endpointAbsences(endpoints)
      .flatMap((reason) => named(`  ${ABSENT}`, reason))
      .map(paint.quiet),
  ];
}
