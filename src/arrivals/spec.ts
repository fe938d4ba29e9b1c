import { usageError } from "../core/errors.ts";
import { parseDurationMs } from "../core/units.ts";
import { ARRIVALS } from "./index.ts";

/**
 * Reads the command-line form of an arrival process, `mmpp:burst=5,share=0.1,dwell=2s`, as the options object
 * of that process. Only names and units are resolved here (`rate` → `ratePerSec`, `dwell=2s` → `dwellMs`);
 * the schema judges the values later, together with everything else.
 *
 * @throws usage error when the process or an option name is unknown, or a value is no number.
 */
export function parseArrivalSpec(spec: string): Record<string, unknown> {
  const [kind = "", rest = ""] = splitOnce(spec, ":");
  const arrivalProcess = Object.entries(ARRIVALS).find(([name]) => name === kind)?.[1];
  if (arrivalProcess === undefined) {
    const known = Object.keys(ARRIVALS).join(", ");
    throw usageError(`--arrivals: "${kind}" is not an arrival process`, `use one of ${known}`);
  }
  const names = Object.keys(arrivalProcess.options.shape).filter((name) => name !== "kind");
  const parsed: Record<string, unknown> = { kind };
  for (const pair of rest === "" ? [] : rest.split(",")) {
    const [key = "", text] = splitOnce(pair, "=");
    const name = names.find((n) => n === key || n === `${key}Ms` || n === `${key}PerSec`);
    if (name === undefined || text === undefined) {
      const known = names.map((n) => n.replace(/(Ms|PerSec)$/, "")).join(", ");
      throw usageError(
        `--arrivals: "${pair}" is not an option of ${kind}`,
        `options: ${known}, as name=value`,
      );
    }
    // `dwell=2` could be meant as 2 s or 2 ms; only the full name says its unit by itself.
    const plain = name.endsWith("Ms") && key !== name ? Number.NaN : Number(text || Number.NaN);
    const value = (name.endsWith("Ms") ? parseDurationMs(text) : undefined) ?? plain;
    if (Number.isNaN(value)) {
      const hint = name.endsWith("Ms") ? "a duration such as 2s or 500ms" : "a number";
      throw usageError(`--arrivals: ${key}=${text} is not ${hint}`, `give ${key} as ${hint}`);
    }
    parsed[name] = value;
  }
  return parsed;
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
