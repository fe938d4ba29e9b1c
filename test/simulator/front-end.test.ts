import fc from "fast-check";
import { expect, test } from "vitest";
import { Attempt } from "../../src/simulator/attempt.ts";
import { EventQueue } from "../../src/simulator/event-queue.ts";
import { FrontEnd, parseFrontEnd } from "../../src/simulator/front-end.ts";
import { type FleetToRun, poisson, run } from "./fleet-run.ts";

/** What became of each request, in the order of arrivals: when it was answered, ms, or how else it ended. */
function endsOf(fleet: Omit<FleetToRun, "load" | "measureMs">): (number | string)[] {
  const ends: (number | string)[] = [];
  run({ ...fleet, load: poisson(1), measureMs: 1000 }, ({ seq, doneMs, outcome, failure }) => {
    ends[seq] = outcome === "ok" ? Math.round(doneMs * 1000) / 1000 : `${failure} ${doneMs}`;
  });
  return ends;
}

const frontEnd = { readMs: 2, writeMs: 1 };

test("requests are read, and answers written, one after another in the order in which they come to the thread", () => {
  // Read until 2, 4 and 6; computed by three instances until 12, 14 and 16; written until 13, 15 and 17.
  expect(endsOf({ service: "fixed:10ms", instances: 3, arrivalsMs: [0, 0, 0], frontEnd })).toEqual([
    13, 15, 17,
  ]);
  // The second is at hand from 11 to 13, when the first answer comes at 12, and is written from 13 to 14.
  expect(endsOf({ service: "fixed:10ms", instances: 2, arrivalsMs: [0, 11], frontEnd })).toEqual([14, 24]);
});

test("a refusal is written by the thread too", () => {
  const ends = endsOf({ service: "fixed:10ms", arrivalsMs: [0, 0, 0], frontEnd, maxQueueSize: 1 });
  // The third is read until 6, finds one that waits, and is told at 7.
  expect(ends).toEqual([13, 23, "http-status 7"]);
});

test("a pause holds up what is at hand, and what comes meanwhile begins after it", () => {
  const events = new EventQueue();
  const read: number[] = [];
  const server = { submit: () => read.push(events.nowMs), abandon: () => {} };
  const thread = new FrontEnd(events, frontEnd, server, () => {});
  const call = {
    seq: 0,
    phase: "measure",
    intendedMs: 0,
    sentMs: 0,
    payloadIndex: 0,
    priority: 0,
    items: 1,
    length: 0,
    bytes: 0,
  } as const;
  const arrive = () => thread.submit(new Attempt(call));
  events.schedule(0, { happen: arrive });
  events.schedule(1, { happen: () => thread.pause(5) });
  events.schedule(4, { happen: arrive });
  events.schedule(20, { happen: () => thread.pause(23) });
  events.schedule(21, { happen: arrive });
  while (events.nextMs < Number.POSITIVE_INFINITY) events.step();
  expect(read).toEqual([6, 8, 25]);
});

test("a replica that fails loses what it has not read and not written, and answers nothing more", () => {
  const disturb = ["fail:at=11.5ms,for=5ms"];
  const ends = endsOf({ service: "fixed:8ms", instances: 2, arrivalsMs: [0, 0, 10, 17], frontEnd, disturb });
  // The first is written from 10 to 11; the second is computed until 12, the third at hand until 13: both are lost.
  expect(ends).toEqual([11, "reset 11.5", "reset 11.5", 28]);
});

test("where the thread is what limits a server, it does one request in each reading and writing time", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.1, max: 5, noNaN: true }),
      fc.double({ min: 0, max: 5, noNaN: true }),
      (readMs, writeMs) => {
        let answered = 0;
        const load = { kind: "closed", concurrency: 8 } as const;
        const fleet: FleetToRun = {
          service: "fixed:0.05ms",
          instances: 2,
          load,
          measureMs: 2000,
          frontEnd: { readMs, writeMs },
        };
        run(fleet, ({ doneMs }) => {
          if (doneMs < 2000) answered++;
        });
        const expected = 2000 / (readMs + writeMs);
        expect(Math.abs(answered - expected)).toBeLessThanOrEqual(8 + 0.01 * expected);
      },
    ),
    { numRuns: 20 },
  );
});

test.each([
  ["0.2ms+0.1ms", { readMs: 0.2, writeMs: 0.1 }],
  ["read=1ms,write=0ms", { readMs: 1, writeMs: 0 }],
])("--front-end %s", (spec, times) => {
  expect(parseFrontEnd(spec)).toEqual(times);
});

test.each([
  ["1ms", "is not read + write"],
  ["-1ms+1ms", "not a time"],
  ["2m+0ms", "at most 60s"],
  ["read=1ms", "write is missing"],
])("--front-end %s is refused", (spec, why) => {
  expect(() => parseFrontEnd(spec)).toThrow(why);
});
