import { formatCount, plural } from "../../core/format.ts";
import type { RunResult } from "../../result/run-result.ts";

/** The requests in flight of a closed loop in words, such as "16", or "1 to 16" where they grow over the run. */
export function inFlightWords({ load, scenario }: Pick<RunResult, "load" | "scenario">): string {
  const most = formatCount(load.concurrency ?? 0);
  const from = rampFrom(scenario);
  return from === undefined ? most : `${formatCount(from)} to ${most}`;
}

/** Whether the requests in flight of a closed loop grow over the run. */
export function isRamp({ scenario }: Pick<RunResult, "scenario">): boolean {
  return rampFrom(scenario) !== undefined;
}

function rampFrom({ load }: RunResult["scenario"]): number | undefined {
  return load.kind === "closed" ? load.rampFrom : undefined;
}

/** The users of a closed loop in words, each with one request in flight. */
export function usersWords(result: Pick<RunResult, "load" | "scenario">): string {
  return isRamp(result) ? `${inFlightWords(result)} users` : plural(result.load.concurrency ?? 0, "user");
}
