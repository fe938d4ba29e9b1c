import { expect, it } from "vitest";
import type { Candidate } from "../../../src/commands/plan/candidates.ts";
import { mixCandidate } from "../../../src/commands/plan/mixes/mix-candidate.ts";
import { readyMachines } from "../../../src/commands/plan/ready-machine.ts";
import { perMonth, type SearchContext } from "../../../src/commands/plan/search-fleets.ts";
import { parsePlanOptions } from "../../../src/config/plan-options.ts";
import { createHost } from "../../../src/host/real-host.ts";
import { HOURS_PER_MONTH } from "../../../src/planning/demand/demand.ts";

/** Two types as candidates: big machines for $3.50 an hour, small ones for $1. */
function candidates(): Candidate[] {
  const machine = ["big: price=3.5; service=fixed:10ms", "small: price=1; service=fixed:40ms"];
  const { options } = parsePlanOptions([{ values: { machine, rate: 5, slo: ["p99<=1s"] }, spell: String }]);
  return readyMachines(options, createHost()).map((one) => ({
    machine: one,
    offer: null,
    fleet: { service: one.spec.service },
    words: "",
    router: "round-robin",
  }));
}

it("the cost of a mix is that of its machines, and a fleet of one type costs each alike", () => {
  const [big, small] = candidates() as [Candidate, Candidate];
  const group = { lengths: null, share: null, mostPerSec: 50 };
  const mix = mixCandidate(
    [
      { ...group, candidate: big, count: 1 },
      { ...group, candidate: small, count: 2 },
    ],
    1,
  );
  const cost = (candidate: Candidate, replicas: number, spare = 0) =>
    perMonth({ candidate, replicas, bought: null } as never, { spare } as SearchContext) / HOURS_PER_MONTH;
  expect(cost(mix, 3)).toBeCloseTo(5.5, 9);
  // One more or less, and a spare one, is of the second type.
  expect(cost(mix, 2)).toBeCloseTo(4.5, 9);
  expect(cost(mix, 3, 1)).toBeCloseTo(6.5, 9);
  expect(cost(big, 3)).toBeCloseTo(10.5, 9);
});
