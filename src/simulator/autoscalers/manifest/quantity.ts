import { z } from "zod";

const SUFFIX: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

const QUANTITY = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:(e[+-]?\d+)|([numkMGTPE]|[KMGTPE]i)?)$/i;

/** Reads a quantity of Kubernetes: `100m`, `1.5`, `2k`, `1Gi`, `1e3`; undefined for everything else. */
export function parseQuantity(text: string): number | undefined {
  const match = QUANTITY.exec(text);
  if (match === null) return undefined;
  const [, digits = "", exponent, suffix = ""] = match;
  const factor = Object.hasOwn(SUFFIX, suffix) ? SUFFIX[suffix] : undefined;
  if (factor === undefined) return undefined;
  // Dividing keeps `100m` exactly 0.1, which multiplying with 0.001 does not.
  const value =
    exponent === undefined
      ? factor < 1
        ? Number(digits) / Math.round(1 / factor)
        : Number(digits) * factor
      : Number(digits + exponent);
  return Number.isFinite(value) ? value : undefined;
}

/** The schema of a quantity, written as a text or as a number. Its output is a number. */
export const quantity = z.union([z.string(), z.number()]).transform((written, context) => {
  const value = parseQuantity(String(written));
  if (value !== undefined && value > 0) return value;
  context.addIssue({ code: "custom", message: "expected a quantity above 0, such as 10, 500m or 2k" });
  return z.NEVER;
});

const GO_UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Reads a duration as Go writes it: `60s`, `1m30s`, `1.5h`; undefined for everything else. */
export function parseGoDurationMs(text: string): number | undefined {
  if (text === "0") return 0;
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/.test(text)) return undefined;
  return [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)].reduce(
    (sum, [, amount, unit = ""]) => sum + Number(amount) * (GO_UNIT_MS[unit] ?? 0),
    0,
  );
}
