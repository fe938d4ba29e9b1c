import { parseDecimal } from "../core/decimal.ts";
import { usageError } from "../core/errors.ts";
import type { LENGTHS } from "./lengths/index.ts";
import type { REPETITIONS } from "./repetition/index.ts";

type Registry = typeof LENGTHS | typeof REPETITIONS;

/**
 * Reads the command-line form of a payload option, `lognormal:mean=60,cv=0.8,max=512`. Numbers without names fill
 * the options in order, joined by hyphens: `zipf:1.1`, `uniform:8-128`. A name may be the last word of the full one:
 * `share` for `longShare`. The schema judges the values later.
 *
 * @throws usage error when the kind or an option name is unknown, or a value is no number.
 */
export function parsePayloadSpec(flag: string, spec: string, registry: Registry): Record<string, unknown> {
  const [kind = "", ...more] = spec.split(":");
  const rest = more.join(":");
  const variant = Object.entries(registry).find(([name]) => name === kind)?.[1];
  if (variant === undefined) {
    throw usageError(
      `${flag}: there is no "${kind}"`,
      `use one of ${Object.values(registry).map(usage).join(", ")}`,
    );
  }
  const names = optionNames(variant);
  const wrong = () => usageError(`${flag}: "${spec}" cannot be read`, `write ${usage(variant)}`);
  const parsed: Record<string, unknown> = { kind };
  // A file name alone may hold hyphens.
  if (names[0] === "file" && rest !== "" && !rest.includes("=")) return { kind, file: rest };
  const pairs = rest === "" ? [] : rest.includes("=") ? rest.split(",") : rest.split("-");
  for (const [position, pair] of pairs.entries()) {
    const [key, text = ""] = rest.includes("=") ? pair.split("=") : [names[position], pair];
    const name = names.find((n) => n === key || n.endsWith(capital(key || " ")));
    const value = name === "file" ? text : parseDecimal(text);
    if (name === undefined || text === "" || value === undefined) throw wrong();
    parsed[name] = value;
  }
  return parsed;
}

const capital = (word: string): string => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;

function optionNames({ options }: { readonly options: { readonly shape: object } }): string[] {
  return Object.keys(options.shape).filter((name) => name !== "kind");
}

/** The way to write a variant, such as `bimodal:short=…,long=…,longShare=…`. */
function usage(variant: { readonly kind: string; readonly options: { readonly shape: object } }): string {
  const names = optionNames(variant);
  return names.length === 0 ? variant.kind : `${variant.kind}:${names.map((name) => `${name}=…`).join(",")}`;
}
