import fc from "fast-check";
import { expect, it } from "vitest";
import { nextReplicas } from "../../src/planning/fewest-replicas.ts";

function search(first: number, most: number, holdsFrom: number): { answer: number | null; tried: number[] } {
  const known = new Map<number, boolean>();
  for (;;) {
    const next = nextReplicas({ first, most, known });
    if (next.kind === "found") return { answer: next.replicas, tried: [...known.keys()] };
    if (known.has(next.replicas)) throw new Error(`${next.replicas} is tried twice`);
    known.set(next.replicas, next.replicas >= holdsFrom);
  }
}

it("finds the fewest that hold, from any estimate, and has tried one less", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 1, max: 300 }),
      (first, most, holdsFrom) => {
        const { answer, tried } = search(first, most, holdsFrom);
        expect(answer).toBe(holdsFrom <= most ? holdsFrom : null);
        if (answer !== null && answer > 1) expect(tried).toContain(answer - 1);
        expect(Math.max(...tried)).toBeLessThanOrEqual(most);
      },
    ),
    { numRuns: 200 },
  );
});

it("needs two tries where the estimate is right", () => {
  expect(search(12, 200, 12).tried).toEqual([12, 11]);
});
