import type { Difference } from "./comparison.ts";
import { factsOf } from "./facts.ts";
import type { CountedSide } from "./side.ts";

const NOT_TOLD = "not told";
const ABOUT = ["traffic", "settings", "environment"] as const;

/** What is not the same on all sides, or within one, in the order in which documents state it. */
export function differencesOf(sides: readonly CountedSide[]): Difference[] {
  const facts = sides.map(({ counted }) => counted.map(({ document }) => factsOf(document)));
  return ABOUT.flatMap((about) => {
    const names = new Set(facts.flat().flatMap((one) => Object.keys(one[about])));
    return [...names].flatMap((what) => {
      // A side without a document that counts says nothing.
      const values = facts.map((side) => valuesOf(side.map((one) => one[about][what])));
      const told = values.filter((_, i) => facts[i]?.length !== 0);
      return new Set(told).size > 1 ? [{ what, about, values }] : [];
    });
  });
}

/** The different values of one side as one text, in an order that does not hang on that of the documents. */
function valuesOf(values: readonly (string | undefined)[]): string {
  const different = [
    ...new Set(values.map((value) => (value === undefined || value === "" ? NOT_TOLD : value))),
  ];
  return different.sort().join(", ");
}
