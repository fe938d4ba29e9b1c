import { formatCount, plural } from "../../core/format.ts";
import type { RunResult } from "../../result/run-result.ts";

/** The requests in flight of a closed loop in words, such as "16", or "1 to 16" where they grow over the run. */
export function inFlightWords({ load, scenario }: Pick<RunResult, "load" | "scenario">): string {
  const most = formatCount(load.concurrency ?? 0);
  const { load: planned } = scenario;
  const from = planned.kind === "closed" ? planned.rampFrom : undefined;
  return from === undefined ? most : `${formatCount(from)} to ${most}`;
}

/** The users of a closed loop in words, each with one request in flight. */
export function usersWords(result: Pick<RunResult, "load" | "scenario">): string {
  const words = inFlightWords(result);
  return words.includes(" to ") ? `${words} users` : plural(result.load.concurrency ?? 0, "user");
}
