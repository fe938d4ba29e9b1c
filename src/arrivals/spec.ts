import { z } from "zod";
import { parseDecimal } from "../core/decimal.ts";
import { usageError } from "../core/errors.ts";
import { parseDurationMs } from "../core/units.ts";
import type { ArrivalProcess } from "./arrival-process.ts";
import { ARRIVALS } from "./index.ts";

/**
 * Reads the command-line form of an arrival process, `mmpp:burst=5,share=0.1,dwell=2s`, as the options object
 * of that process. Only names and units are resolved here (`rate` → `ratePerSec`, `dwell=2s` → `dwellMs`);
 * the schema judges the values later, together with everything else.
 *
 * @throws usage error when the process or an option name is unknown, or a value is no number.
 */
export function parseArrivalSpec(spec: string): Record<string, unknown> {
  const [kind = "", text = ""] = splitOnce(spec, ":");
  const arrivalProcess: ArrivalProcess | undefined = Object.entries(ARRIVALS).find(
    ([name]) => name === kind,
  )?.[1] as unknown as ArrivalProcess | undefined;
  if (arrivalProcess === undefined) {
    const known = Object.keys(ARRIVALS).join(", ");
    throw usageError(`--arrivals: "${kind}" is not an arrival process`, `use one of ${known}`);
  }
  const { parsed, rest } = arrivalProcess.readSpec?.(text) ?? { parsed: {}, rest: text };
  const pairs = rest === "" ? [] : rest.split(",");
  return { kind, ...parsed, ...readPairs(kind, arrivalProcess.options.shape, pairs) };
}

/** Reads options written as `name=value`. Lists have no such form. */
function readPairs(
  kind: string,
  shape: Readonly<Record<string, z.core.$ZodType>>,
  pairs: readonly string[],
): Record<string, unknown> {
  const names = Object.keys(shape).filter((name) => name !== "kind" && !(shape[name] instanceof z.ZodArray));
  const parsed: Record<string, unknown> = {};
  for (const pair of pairs) {
    const [key = "", text] = splitOnce(pair, "=");
    const name = names.find((n) => n === key || n === `${key}Ms` || n === `${key}PerSec`);
    if (name === undefined || text === undefined) {
      const known = names.map((n) => n.replace(/(Ms|PerSec)$/, "")).join(", ");
      throw usageError(
        `--arrivals: "${pair}" is not an option of ${kind}`,
        `options: ${known}, as name=value`,
      );
    }
    parsed[name] = takesText(shape[name]) ? text : readNumber(name, key, text);
  }
  return parsed;
}

/** Whether an option is text. Its schema can then complain about the value of a text, but not about its type. */
function takesText(option: z.core.$ZodType | undefined): boolean {
  if (option === undefined) return false;
  const { error } = z.safeParse(option, "");
  return error === undefined || error.issues.every(({ code }) => code !== "invalid_type");
}

function readNumber(name: string, key: string, text: string): number {
  // `dwell=2` could be meant as 2 s or 2 ms; only the full name says its unit by itself.
  const plain = name.endsWith("Ms") && key !== name ? undefined : parseDecimal(text);
  const value = (name.endsWith("Ms") ? parseDurationMs(text) : undefined) ?? plain;
  if (value === undefined) {
    const hint = name.endsWith("Ms") ? "a duration such as 2s or 500ms" : "a number";
    throw usageError(`--arrivals: ${key}=${text} is not ${hint}`, `give ${key} as ${hint}`);
  }
  return value;
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
