import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { z } from "zod";
import { DOCUMENT_KINDS, type ResultDocument } from "../../src/result/document.ts";
import { outageSchema } from "../../src/result/requests.ts";
import { windowsSchema } from "../../src/result/window.ts";
import { type Scenario, scenarioSchema } from "../../src/scenario/scenario.ts";

const FOLDER = join(import.meta.dirname, "../../scenarios");
const SCENARIOS: readonly Scenario[] = readdirSync(FOLDER).map((file) =>
  scenarioSchema.parse(JSON.parse(readFileSync(join(FOLDER, file), "utf8"))),
);

/** Any document of any kind that its schema takes, every key given. */
export function arbitraryDocument(): fc.Arbitrary<ResultDocument> {
  const schemas = Object.values(DOCUMENT_KINDS).map(({ schema }) => schema);
  return fc.oneof(...schemas.map((schema) => arbitraryOf(schema))) as fc.Arbitrary<ResultDocument>;
}

/** What a schema takes; of scenarios, whose schema refuses much that has the right types, those that ship. */
function arbitraryOf(schema: z.core.$ZodType): fc.Arbitrary<unknown> {
  if (schema === scenarioSchema) return fc.constantFrom(...SCENARIOS);
  const ordered = ORDERED.get(schema);
  if (ordered !== undefined) return plainArbitraryOf(schema).map(ordered);
  return plainArbitraryOf(schema);
}

/** What puts values in order whose schemas take no others. */
const ORDERED = new Map<z.core.$ZodType, (value: unknown) => unknown>([
  [
    windowsSchema,
    (windows) => {
      const sorted = (windows as { startMs: number }[]).toSorted((a, b) => a.startMs - b.startMs);
      return sorted.filter(({ startMs }, at) => at === 0 || startMs > (sorted[at - 1]?.startMs ?? startMs));
    },
  ],
  [
    outageSchema,
    (outage) => {
      const { fromMs, toMs } = outage as { fromMs: number; toMs: number };
      return { ...(outage as object), fromMs: Math.min(fromMs, toMs), toMs: Math.max(fromMs, toMs) };
    },
  ],
]);

function plainArbitraryOf(schema: z.core.$ZodType): fc.Arbitrary<unknown> {
  if (schema instanceof z.ZodNumber) return numberOf(schema);
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case "object":
      return fc.record(
        Object.fromEntries(Object.entries(def.shape).map(([key, value]) => [key, arbitraryOf(value)])),
        { noNullPrototype: true },
      );
    case "record":
      // An object of JSON can have this key; zod leaves it out, and nothing that is measured is called so.
      return fc.dictionary(
        fc.string().filter((key) => key !== "__proto__"),
        arbitraryOf(def.valueType),
        { maxKeys: 3, noNullPrototype: true },
      );
    case "array":
      return fc.array(arbitraryOf(def.element), { maxLength: 3 });
    case "nullable":
      return fc.option(arbitraryOf(def.innerType), { nil: null });
    case "default":
    case "readonly":
      return arbitraryOf(def.innerType);
    case "literal":
      return fc.constantFrom(...def.values);
    case "enum":
      return fc.constantFrom(...Object.values(def.entries));
    case "string":
      return fc.string({ unit: "binary" });
    case "boolean":
      return fc.boolean();
    default:
      throw new Error(`result documents have no ${def.type} so far: add it here`);
  }
}

/** Numbers up to this one are drawn by their range. */
const NARROW = 2 ** 31 - 1;

function numberOf({ isInt, minValue, maxValue }: z.ZodNumber): fc.Arbitrary<number> {
  const min = Math.max(minValue ?? -Infinity, -Number.MAX_VALUE);
  const max = Math.min(maxValue ?? Infinity, Number.MAX_VALUE);
  // A narrow range, such as the hours of a day, is drawn from: of all whole numbers hardly one would lie in it.
  if (isInt && min >= -NARROW && max <= NARROW) return fc.integer({ min, max });
  if (isInt) return fc.maxSafeInteger().filter((value) => value >= min && value <= max);
  // JSON has no −0.
  return fc.double({ min, max, noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
}
