import { expect, test } from "vitest";
import { groundsOf } from "../../src/planning/grounds.ts";
import type { PlanMachine } from "../../src/result/plan-result.ts";
import { planResult } from "../report/plan/fixture.ts";

const [template] = planResult().machines;
if (template === undefined) throw new Error("the fixture has a machine");

const machine = (
  name: string,
  service: Partial<PlanMachine["service"]>,
  price: Partial<PlanMachine["price"]>,
): PlanMachine => ({
  ...template,
  name,
  service: { ...template.service, ...service },
  price: { ...template.price, ...price },
});

test("what a plan rests on is told by who measured, listed or stated it, machines of the same together", () => {
  const byThem = { origin: "imported", measuredBy: "a vendor, 2022, Apache-2.0" } as const;
  const machines = [
    machine("t4", byThem, { isStated: false, asOf: "2026-07-20" }),
    machine("a30", byThem, { isStated: false, asOf: null }),
    machine("a100", byThem, { isStated: false, asOf: "2026-07-20" }),
    machine("ours", { origin: "measured", measuredBy: null }, { isStated: true, asOf: null }),
    machine("guess", { origin: "assumed", measuredBy: null }, { isStated: true, asOf: null }),
    machine("nameless", { origin: "imported", measuredBy: null }, { isStated: true, asOf: null }),
  ];
  expect(groundsOf(machines, "assumed")).toEqual([
    "The service times of t4, a30 and a100 were measured by a vendor, 2022, Apache-2.0.",
    "The service times of ours were measured by this program on real servers.",
    "The service times of guess rest on what the user states, and nobody measured them.",
    "The service times of nameless were measured by others, whom nobody names, in a table.",
    "Numbers of machines, rates and response times of fleets are simulated, not measured.",
    "The prices of t4, a30 and a100 are listed: t4 and a100 as of 2026-07-20, a30 of a day that nobody states.",
    "The prices of ours, guess and nameless are stated by the user.",
    "The demand is stated by the user.",
  ]);
  expect(groundsOf(machines, "imported").at(-1)).toBe("The demand is counted in a file.");
});

test("a model that is scaled is not what was measured any more", () => {
  const scaled = machine("big", { origin: "assumed", measuredBy: "a vendor", scaledBy: 1.3 }, {});
  expect(groundsOf([scaled], "assumed")[0]).toBe(
    "The service times rest on what the user states, and nobody measured them.",
  );
});

test("what holds for all machines is told without their names", () => {
  const same = ["t4", "a30"].map((name) =>
    machine(name, { origin: "imported", measuredBy: "a vendor" }, { isStated: false, asOf: "2026-07-20" }),
  );
  expect(groundsOf(same, "assumed")).toEqual([
    "The service times were measured by a vendor.",
    "Numbers of machines, rates and response times of fleets are simulated, not measured.",
    "The prices are listed: as of 2026-07-20.",
    "The demand is stated by the user.",
  ]);
});
