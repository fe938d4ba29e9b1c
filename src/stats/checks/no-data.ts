import type { Check, VerdictInput } from "./check.ts";

export function noData({ ok }: VerdictInput): Check {
  return {
    code: "no-data",
    title: "there are answers",
    observed: `${ok} ok`,
    limit: "at least 1",
    holds: ok > 0,
    message: "no request was answered well, so there is no latency to speak of",
    cure: "look at the failures, and at the server's log",
  };
}
