import { parseDecimal } from "../core/decimal.ts";
import { parseDurationMs } from "../core/units.ts";
import { PRICE_KINDS, type PriceKind } from "../cost/catalogue/price-row.ts";
import { parseSpotParameters, type SpotParameters } from "./purchase/spot-parameters.ts";
import { namesKinds, parseStatedKinds, type StatedKinds } from "./purchase/stated-kinds.ts";

/** A machine type that a plan may use, as `--machine` has it. */
export interface MachineSpec {
  readonly name: string;
  /** Price of an hour as the user states it, once or by ways of paying, or the row of a price table that has it. */
  readonly price: StatedPrice | StatedKinds | PriceReference;
  /** Ways of paying that are allowed; empty = those that are stated, or on demand. */
  readonly pay: readonly PriceKind[];
  /** How spot machines come and go; null where none is bought. */
  readonly spot: SpotParameters | null;
  /** Service time: a spec, or the file of a calibrated model. */
  readonly service: string;
  readonly precision: string | null;
  /** Settings of its server that are tried; empty = the one that its service model has. */
  readonly maxBatch: readonly number[];
  readonly maxDelayMs: readonly number[];
  readonly instances: readonly number[];
  /** Times as long as its service model computes, as the user states; 1 = as it is. */
  readonly scale: number;
  readonly watts: number | null;
  /** Most replicas of it; null = as `--most-replicas` says. */
  readonly most: number | null;
}

export interface StatedPrice {
  readonly kind: "stated";
  readonly usdPerHour: number;
}

export interface PriceReference {
  readonly kind: "row";
  readonly provider: string | null;
  readonly instance: string;
  readonly region: string | null;
}

/** An example of a machine type, for messages and docs. */
export const MACHINE_EXAMPLE =
  "'t4: price=g4dn.xlarge@us-east-1; service=t4.service-model.json; max-batch=8,32'";

const KEYS = [
  "price",
  "pay",
  "spot",
  "service",
  "precision",
  "max-batch",
  "max-delay",
  "instances",
  "scale",
  "watts",
  "most",
] as const;
type Key = (typeof KEYS)[number];

/** A fault of a machine spec, in words. */
class SpecFault extends Error {}

/** Reads a machine type, `NAME: price=…; service=…`; returns the problem where the text is none. */
export function parseMachineSpec(text: string): MachineSpec | { readonly problem: string } {
  const [, name = "", rest = ""] = /^\s*([\p{L}\p{N}][\p{L}\p{N} ._-]*?)\s*:(.*)$/su.exec(text) ?? [];
  if (name === "") return { problem: `a machine is a name and its settings, such as ${MACHINE_EXAMPLE}` };
  try {
    return specOf(name, fieldsOf(rest));
  } catch (error) {
    if (!(error instanceof SpecFault)) throw error;
    return { problem: `${name}: ${error.message}; write such as ${MACHINE_EXAMPLE}` };
  }
}

function fieldsOf(text: string): ReadonlyMap<Key, string> {
  const fields = new Map<Key, string>();
  for (const part of text.split(";").map((one) => one.trim())) {
    if (part === "") continue;
    const at = part.indexOf("=");
    const key = KEYS.find((one) => one === part.slice(0, Math.max(0, at)).trim());
    if (key === undefined)
      throw new SpecFault(`"${part}" is none of ${KEYS.map((one) => `${one}=…`).join(", ")}`);
    if (fields.has(key)) throw new SpecFault(`"${key}" stands there twice`);
    const value = part.slice(at + 1).trim();
    if (value === "") throw new SpecFault(`"${key}" is empty`);
    fields.set(key, value);
  }
  return fields;
}

function specOf(name: string, fields: ReadonlyMap<Key, string>): MachineSpec {
  const needed = (key: Key) => {
    const value = fields.get(key);
    if (value === undefined) throw new SpecFault(`its ${key} is missing`);
    return value;
  };
  const list = <Value>(key: Key, read: (text: string) => Value) =>
    (fields.get(key)?.split(",") ?? []).map((one) => read(one.trim()));
  const number = (key: Key) => {
    const text = fields.get(key);
    if (text === undefined) return null;
    const value = parseDecimal(text);
    if (value === undefined || !(value > 0)) throw new SpecFault(`its ${key} "${text}" is no number above 0`);
    return value;
  };
  const whole = (key: Key, most: number) => (text: string) => {
    const value = parseDecimal(text);
    if (value !== undefined && Number.isInteger(value) && value >= 1 && value <= most) return value;
    throw new SpecFault(`its ${key} "${text}" is no whole number from 1 to ${most}`);
  };
  const most = fields.get("most");
  const price = priceOf(needed("price"));
  const pay = list("pay", payOf);
  return {
    name,
    price,
    pay,
    spot: spotOf(fields.get("spot"), price, pay),
    service: needed("service"),
    precision: fields.get("precision") ?? null,
    maxBatch: list("max-batch", whole("max-batch", 1_000_000)),
    maxDelayMs: list("max-delay", delayOf),
    instances: list("instances", whole("instances", 64)),
    scale: number("scale") ?? 1,
    watts: number("watts"),
    most: most === undefined ? null : whole("most", 10_000)(most),
  };
}

/** An hour costs at most as much as no machine does. */
const MOST_USD_PER_HOUR = 100_000;

function priceOf(text: string): MachineSpec["price"] {
  if (namesKinds(text)) return withoutProblem(parseStatedKinds(text, MOST_USD_PER_HOUR));
  const currency = otherCurrencyOf(text);
  if (currency !== null)
    throw new SpecFault(
      `its price "${text}" is in ${currency}, and no rate of exchange is made up: give it in USD`,
    );
  const stated = /^(?:\$\s*|USD\s*)?([-+]?[\d.]+(?:e[-+]?\d+)?)(?:\s*(?:\$|USD))?$/i.exec(text)?.[1];
  if (stated !== undefined) {
    const usdPerHour = parseDecimal(stated);
    if (usdPerHour === undefined || !(usdPerHour > 0))
      throw new SpecFault(`its price "${text}" is not above 0`);
    if (usdPerHour > MOST_USD_PER_HOUR) throw new SpecFault(`no machine costs $${usdPerHour} an hour`);
    return { kind: "stated", usdPerHour };
  }
  if (/^[-+$]?\d+[,.\d\s]*$/.test(text))
    throw new SpecFault(`its price "${text}" is no number: write its decimals behind a point, such as 0.526`);
  const [, provider = null, instance, region = null] =
    /^(?:([^/@]+)\/)?([^/@]+)(?:@([^/@]+))?$/.exec(text) ?? [];
  if (instance === undefined)
    throw new SpecFault(
      `its price "${text}" is neither USD an hour nor a row such as aws/g4dn.xlarge@us-east-1`,
    );
  return { kind: "row", provider, instance, region };
}

/** How the spot machines of a type come and go. A user who pays for them says at least how long a new one takes: nobody else knows. */
function spotOf(
  text: string | undefined,
  price: MachineSpec["price"],
  pay: MachineSpec["pay"],
): SpotParameters | null {
  const stated = price.kind === "stated by kind" ? price.prices.map(({ kind }) => kind) : [];
  if (stated.length > 0 && pay.length > 0)
    throw new SpecFault("its price names the ways of paying, and so does its pay: leave one of them out");
  const isBought = [...stated, ...pay].includes("spot");
  if (text === undefined && isBought)
    throw new SpecFault(
      "it is paid as a spot machine, and nothing says how long a new one takes until it serves: add spot=replace=3m",
    );
  if (text === undefined) return null;
  if (!isBought)
    throw new SpecFault(
      "its spot would do nothing: no price is that of a spot machine (pay=on-demand,spot, or price=on-demand:1,spot:0.3)",
    );
  return withoutProblem(parseSpotParameters(text));
}

function withoutProblem<Value extends object>(value: Value | { readonly problem: string }): Value {
  if ("problem" in value) throw new SpecFault(value.problem);
  return value as Value;
}

/** The currency that stands before or behind an amount, where it is not USD. */
function otherCurrencyOf(text: string): string | null {
  const amount = "[-+]?\\d[\\d.,]*";
  const [, before, behind] =
    new RegExp(`^(?:(\\p{Sc}|[A-Z]{3})\\s*${amount}|${amount}\\s*(\\p{Sc}|[A-Z]{3}))$`, "iu").exec(text) ??
    [];
  const currency = (before ?? behind)?.toUpperCase() ?? null;
  return currency === "$" || currency === "USD" ? null : currency;
}

function payOf(text: string): PriceKind {
  const kind = PRICE_KINDS.find((one) => one === text);
  if (kind === undefined) throw new SpecFault(`its pay "${text}" is none of ${PRICE_KINDS.join(", ")}`);
  return kind;
}

function delayOf(text: string): number {
  const delayMs = parseDurationMs(text);
  if (delayMs === undefined || delayMs > 3_600_000)
    throw new SpecFault(`its max-delay "${text}" is no time up to an hour, such as 2ms`);
  return delayMs;
}
