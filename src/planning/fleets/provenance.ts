import type { NumberProvenance, PlanFleet, PlanMachine } from "../../result/plan-result.ts";

type Kind = NumberProvenance["kind"];

/** The kinds of every number of a fleet, by its key: what the user states makes assumed whatever rests on it, and the note says so. */
export function provenanceOf(machine: PlanMachine, demand: Kind): PlanFleet["provenance"] {
  const { price } = machine;
  const priceKind: Kind = price.isStated ? "assumed" : "listed";
  const simulated = simulatedBy(machine, demand);
  const paid: NumberProvenance = {
    kind: price.isStated ? "assumed" : "listed",
    restsOn: kinds(priceKind, "simulated", ...simulated.restsOn),
    note: `the price is ${price.isStated ? "stated by the user" : `that of a table (${price.source})`}; the number of machines is simulated; ${simulated.note}`,
  };
  const watts: NumberProvenance = {
    kind: "assumed",
    restsOn: kinds("assumed", "simulated", ...simulated.restsOn),
    note: "the user states the watts; the number of machines is simulated",
  };
  const demandNote: NumberProvenance = {
    kind: demand,
    restsOn: [demand],
    note: demand === "assumed" ? "the user states the demand" : "the demand is that of a file",
  };
  const most: NumberProvenance = {
    kind: "interpolated",
    restsOn: kinds("simulated", ...simulated.restsOn),
    note: `worked out from what one replica computed in simulation; ${simulated.note}`,
  };
  const keys: readonly (readonly [NumberProvenance, readonly string[]])[] = [
    [
      simulated,
      [
        "replicas",
        "p99Ms",
        "peak",
        "objectives",
        "hours.p99Ms",
        "loadLine",
        "burst",
        "oneMore.p99Ms",
        "oneFewer",
        "outOfObjective",
        "sensitivity.p99Ms",
        "sensitivity.replicas",
      ],
    ],
    [
      paid,
      [
        "costPerMillionRequests",
        "costPerMonth",
        "cost",
        "pieces.pricePerHour",
        "oneMore.costPerMonth",
        "sensitivity.costPerMonth",
      ],
    ],
    [demandNote, ["ratePerSec", "hours.busiestPerSec", "pieces.ratePerSec"]],
    [most, ["utilisation", "batchWork"]],
    [{ kind: "assumed", restsOn: ["assumed"], note: "the user chooses the ways of paying" }, ["spotShare"]],
    ...(machine.wattsPerReplica === null ? [] : [[watts, ["energy"]] as const]),
  ];
  return Object.fromEntries(keys.flatMap(([provenance, names]) => names.map((name) => [name, provenance])));

  function simulatedBy({ service: of }: PlanMachine, ofDemand: Kind): NumberProvenance {
    const origins = {
      measured: "measured here",
      imported: "measured by others",
      assumed: "stated by the user",
    };
    const scaled = of.scaledBy === null ? "" : `, times ${of.scaledBy} as the user states`;
    // A model that is scaled has lost its origin, and only that it is calibrated is known of it here.
    const calibrated = of.scaledBy === null ? origins[of.origin] : "calibrated";
    return {
      kind: "simulated",
      restsOn: kinds(of.origin, ...(of.scaledBy === null ? [] : (["assumed"] as const)), ofDemand),
      note: `simulated with service times that are ${of.basis === "stated" ? origins.assumed : calibrated}${scaled}`,
    };
  }
}

function kinds(...all: readonly Kind[]): Kind[] {
  return [...new Set(all)];
}
