import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng } from "../../src/core/rng.ts";
import {
  BALANCINGS,
  type Balancing,
  balancingSchema,
  startBalancing,
} from "../../src/scenario/balancing/index.ts";

/** Requests that go out one after another; before each, so many of those in flight are answered, the oldest first. */
const trafficArbitrary = fc.record({
  count: fc.integer({ min: 1, max: 9 }),
  thread: fc.integer({ min: 0, max: 20 }),
  seed: fc.nat(),
  answered: fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 200 }),
});
type Traffic = typeof trafficArbitrary extends fc.Arbitrary<infer T> ? T : never;

/** What a rule saw, and what it chose. */
function drive(kind: Balancing, { count, thread, seed, answered }: Traffic) {
  const choose = startBalancing(kind, count, thread, seed);
  const outstanding = new Array<number>(count).fill(0);
  const inFlight: number[] = [];
  return answered.map((answers) => {
    for (const done of inFlight.splice(0, answers)) outstanding[done] = (outstanding[done] as number) - 1;
    const seen = [...outstanding];
    const chosen = choose(outstanding);
    expect(outstanding, "looks, and changes nothing").toEqual(seen);
    outstanding[chosen] = (outstanding[chosen] as number) + 1;
    inFlight.push(chosen);
    return { seen, chosen };
  });
}

function totals(choices: readonly { readonly chosen: number }[], count: number): number[] {
  return Array.from({ length: count }, (_, at) => choices.filter(({ chosen }) => chosen === at).length);
}

it("the registry and the option name the same rules", () => {
  expect(Object.keys(BALANCINGS)).toEqual(balancingSchema.options);
});

describe.each(balancingSchema.options)("%s", (kind) => {
  it("is registered under its own name", () => {
    expect(BALANCINGS[kind].kind).toBe(kind);
  });

  it("sends every request to one of the endpoints", () => {
    fc.assert(
      fc.property(trafficArbitrary, (traffic) => {
        for (const { chosen } of drive(kind, traffic)) {
          expect(Number.isInteger(chosen)).toBe(true);
          expect(chosen).toBeGreaterThanOrEqual(0);
          expect(chosen).toBeLessThan(traffic.count);
        }
      }),
    );
  });

  it("makes the same choices again from the same seed", () => {
    fc.assert(
      fc.property(trafficArbitrary, (traffic) => {
        expect(drive(kind, traffic)).toEqual(drive(kind, traffic));
      }),
    );
  });

  it("leaves no endpoint out when all of them are idle", () => {
    const choose = startBalancing(kind, 5, 3, 1);
    const idle = [0, 0, 0, 0, 0];
    expect(new Set(Array.from({ length: 200 }, () => choose(idle))).size).toBe(5);
  });

  it("lets threads begin at different endpoints", () => {
    const rule = BALANCINGS[kind];
    const first = (from: number) => rule.start(4, from, createRng(from, "test"))([0, 0, 0, 0]);
    expect(new Set(Array.from({ length: 12 }, (_, thread) => first(thread % 4))).size).toBeGreaterThan(1);
  });
});

it("round-robin: what two endpoints got differs by at most one, at any moment", () => {
  fc.assert(
    fc.property(trafficArbitrary, (traffic) => {
      const choices = drive("round-robin", traffic);
      for (let sent = 0; sent <= choices.length; sent++) {
        const got = totals(choices.slice(0, sent), traffic.count);
        expect(Math.max(...got) - Math.min(...got)).toBeLessThanOrEqual(1);
      }
    }),
  );
});

it("least-outstanding: no endpoint that has more in flight than another", () => {
  fc.assert(
    fc.property(trafficArbitrary, (traffic) => {
      for (const { seen, chosen } of drive("least-outstanding", traffic))
        expect(seen[chosen]).toBe(Math.min(...seen));
    }),
  );
});

it("least-outstanding: equals take turns", () => {
  const choose = startBalancing("least-outstanding", 4, 2, 1);
  expect(Array.from({ length: 6 }, () => choose([1, 0, 0, 0]))).toEqual([2, 3, 1, 2, 3, 1]);
});

it("p2c: the busiest endpoint gets nothing while it is alone at the top", () => {
  fc.assert(
    fc.property(trafficArbitrary, (traffic) => {
      for (const { seen, chosen } of drive("p2c", traffic)) {
        const most = Math.max(...seen);
        if (seen.filter((n) => n === most).length === 1 && seen.length > 1)
          expect(seen[chosen]).toBeLessThan(most);
      }
    }),
  );
});

it("p2c: every pair is drawn alike: of n with different loads, the one with k busier ones gets 2k / n(n − 1)", () => {
  const loads = [0, 1, 2, 3, 4];
  const choose = startBalancing("p2c", loads.length, 0, 7);
  const sent = 20_000;
  const got = totals(
    Array.from({ length: sent }, () => ({ chosen: choose(loads) })),
    loads.length,
  );
  for (const [index, count] of got.entries()) {
    const share = (2 * (loads.length - 1 - index)) / (loads.length * (loads.length - 1));
    expect(Math.abs(count - sent * share), `endpoint ${index}`).toBeLessThan(
      4 * Math.sqrt(sent * share * (1 - share)) + 1,
    );
  }
});
