import type { RunResult } from "../result/run-result.ts";

/** Facts of a document with their names. */
export type Facts = Readonly<Record<string, string>>;

const second = (ms: number) => `${ms / 1000} s`;

/**
 * The traffic of a run, by all that decides which requests are sent and when, but for the seed: two runs of one traffic were asked the same
 * kind of work, though not always the same requests.
 */
export function trafficOf({ scenario, load, target }: RunResult): Facts {
  const { load: given, phases } = scenario;
  const { kind, ...options } = given;
  return {
    loop: kind,
    arrivals: load.arrivals,
    // The words round numbers; the options do not.
    "load options": words(options),
    warmup: second(phases.warmupMs),
    length: second(phases.measureMs),
    requests: target.payload,
    "request options": words(scenario.payload ?? {}),
    "items in a request": target.itemsPerRequest === null ? "not known" : String(target.itemsPerRequest),
    driver: load.driver.split(" ")[0] ?? "",
  };
}

/** Data as text, with its keys in order, so that the same data give the same text. */
export function words(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(words).join(", ")}]`;
  if (value === null || typeof value !== "object") return String(value);
  return Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, one]) => `${key} ${words(one)}`)
    .join(", ");
}
