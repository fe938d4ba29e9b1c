import { parseDecimal } from "../../core/decimal.ts";
import { usageError } from "../../core/errors.ts";
import { nearestWord } from "../../core/nearest-word.ts";
import { parseDurationMs } from "../../core/units.ts";
import { SERVICES, serviceModel, serviceSchema } from "./index.ts";
import type { ServiceModel } from "./service-model.ts";

/** The kinds of service model, as messages and docs show them. */
export const SERVICE_EXAMPLES = Object.values(SERVICES).map(({ example }) => example);

/**
 * Reads the spec of a service model, such as `affine:2ms+0.3ms,max=32`. Times stand with their units; those that a kind names
 * first may stand without their names, joined by plus signs.
 *
 * @throws usage error with all that is wrong in the spec
 */
export function parseServiceSpec(spec: string, flag = "--service"): ServiceModel {
  const [name = "", text = ""] = splitOnce(spec, ":");
  const kind = Object.values(SERVICES).find((one) => one.kind === name);
  if (kind === undefined) throw unknownKind(name, flag);
  const wrong = (what: string) => usageError(`${flag} ${spec}: ${what}`, `write such as ${kind.example}`);
  const names = Object.keys(kind.options.shape).filter((option) => option !== "kind");
  const options: Record<string, unknown> = { kind: name };
  for (const [index, part] of (text === "" ? [] : text.split(",")).entries()) {
    const [key, value] = splitOnce(part, "=");
    if (value !== undefined) {
      const option = names.find((one) => one === key || one === `${key}Ms`);
      if (option === undefined) throw wrong(`"${key}" is not one of ${names.map(shown).join(", ")}`);
      options[option] = readValue(option, value, wrong);
    } else if (index === 0) {
      readFirst(kind.first.split("+"), part, options, wrong);
    } else throw wrong(`"${part}" has no name`);
  }
  const parsed = serviceSchema.safeParse(options);
  if (parsed.success) return serviceModel(parsed.data);
  const problems = parsed.error.issues.map(({ path, message }) => `${shown(path.join("."))}: ${message}`);
  throw wrong(problems.join("; "));
}

type Wrong = (what: string) => Error;

function readFirst(
  names: readonly string[],
  text: string,
  options: Record<string, unknown>,
  wrong: Wrong,
): void {
  const values = text.split("+");
  if (values.length !== names.length) throw wrong(`"${text}" is not ${names.map(shown).join(" + ")}`);
  for (const [index, name] of names.entries()) options[name] = readValue(name, values[index] ?? "", wrong);
}

function readValue(name: string, text: string, wrong: Wrong): number {
  const value = name.endsWith("Ms") ? parseDurationMs(text) : parseDecimal(text);
  if (value !== undefined) return value;
  throw wrong(
    `${shown(name)} is "${text}", and not ${name.endsWith("Ms") ? "a time such as 10ms" : "a number"}`,
  );
}

/** The name of an option as a spec has it: the unit stands with the value. */
const shown = (name: string): string => name.replace(/Ms$/, "");

function unknownKind(name: string, flag: string): Error {
  const nearest = nearestWord(name, Object.keys(SERVICES));
  return usageError(
    `${flag}: there is no service model "${name}"${nearest === undefined ? "" : `; perhaps ${nearest} was meant`}`,
    `write one of ${SERVICE_EXAMPLES.join(", ")}, or the name of a service-model.json`,
  );
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
