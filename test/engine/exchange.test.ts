import fc from "fast-check";
import { expect, it } from "vitest";
import { type Exchange, InFlight } from "../../src/engine/exchange.ts";

/** Steps in time; at each, a request goes out, or one of those in flight (by its place) ends. */
const steps = fc.array(
  fc.record({ afterMs: fc.integer({ min: 0, max: 50 }), ends: fc.option(fc.nat({ max: 20 })) }),
  { maxLength: 200 },
);

it("knows who is in flight, oldest first, and the integral of their number", () => {
  fc.assert(
    fc.property(steps, (given) => {
      const inFlight = new InFlight();
      const naive: Exchange[] = [];
      let nowMs = 0;
      let areaMs = 0;
      for (const { afterMs, ends } of given) {
        nowMs += afterMs;
        areaMs += naive.length * afterMs;
        const [ending] = ends === null ? [] : naive.splice(ends % Math.max(1, naive.length), 1);
        if (ending === undefined) naive.push(inFlight.add(nowMs));
        else inFlight.remove(ending, nowMs);
        expect([...inFlight]).toEqual(naive);
        expect(new Set(inFlight).size).toBe(inFlight.size);
        expect(inFlight.areaMs).toBe(areaMs);
      }
    }),
    { numRuns: 100 },
  );
});

it("uses objects again, and forgets how the last request was sent", () => {
  const inFlight = new InFlight();
  const first = inFlight.add(0);
  first.sending = { abort() {} };
  inFlight.remove(first, 1);
  expect(inFlight.add(2)).toBe(first);
  expect(first.sending).toBeNull();
  expect(inFlight.add(2)).not.toBe(first);
});

it("may be emptied while it is walked", () => {
  const inFlight = new InFlight();
  for (let i = 0; i < 5; i++) inFlight.add(i);
  for (const exchange of inFlight) inFlight.remove(exchange, 10);
  expect([inFlight.size, inFlight.areaMs]).toEqual([0, 10 + 9 + 8 + 7 + 6]);
});
