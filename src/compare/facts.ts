import { formatShare } from "../core/format.ts";
import { loadWords } from "../gate/words.ts";
import type { CapacityResult } from "../result/capacity-result.ts";
import type { ResultDocument } from "../result/document.ts";
import type { GateResult } from "../result/gate-result.ts";
import type { PlanResult } from "../result/plan-result.ts";
import type { RunResult } from "../result/run-result.ts";
import type { SweepResult } from "../result/sweep-result.ts";
import type { Difference } from "./comparison.ts";
import { type Facts, trafficOf, words } from "./traffic.ts";

/** What a document says of how it was measured, by what it is about. */
export type FactsAbout = Readonly<Record<Difference["about"], Facts>>;

/** All that may differ between two documents of a kind and is no figure. */
export function factsOf(document: ResultDocument): FactsAbout {
  const origin = "origin" in document ? document.origin : null;
  const environment = {
    ...(origin?.label == null ? {} : { label: origin.label }),
    ...(origin?.commit == null ? {} : { commit: origin.commit.slice(0, 12) }),
    ...("environment" in document ? document.environment : {}),
    Plimsoll: document.plimsollVersion,
  };
  if (document.kind === "run")
    return { traffic: trafficOf(document), settings: settingsOfRun(document), environment };
  if (document.kind === "sweep") return { traffic: {}, settings: settingsOfSweep(document), environment };
  if (document.kind === "capacity")
    return { traffic: { traffic: document.traffic }, settings: settingsOfCapacity(document), environment };
  if (document.kind === "plan") return { ...factsOfPlan(document), environment };
  if (document.kind === "gate")
    return { traffic: trafficOfGate(document), settings: settingsOfGate(document), environment };
  return { traffic: {}, settings: {}, environment };
}

function settingsOfRun({ scenario, target, source, seed, load, cost }: RunResult): Facts {
  return {
    source,
    scenario: scenario.name,
    seed: String(seed),
    ...targetFacts(target),
    // The port of a server that was started for the run tells nothing.
    ...(target.embedded ? { url: "embedded server" } : { url: target.url }),
    precision: target.precision ?? "not told",
    "model file (SHA-256)": target.modelSha256?.slice(0, 12) ?? "not told",
    weights: target.weights,
    ...target.settings,
    workers: String(load.workers),
    price: `${cost.pricePerHour} ${cost.currency}`,
  };
}

function targetFacts({ kind, server, model }: Pick<RunResult["target"], "kind" | "server" | "model">): Facts {
  return { protocol: kind, server, model: model ?? "not told" };
}

function settingsOfSweep({ target, seed, axes, fixed, goal, price, search }: SweepResult): Facts {
  return {
    seed: String(seed),
    ...targetFacts(target),
    url: target.url ?? "embedded server",
    ...Object.fromEntries(axes.map(({ title, values }) => [title, values.join(" ")])),
    "fixed values": words(fixed),
    goal: words(goal),
    price: `${price.pricePerHour} ${price.currency}`,
    search: search.kind,
  };
}

function settingsOfCapacity({ target, seed, objectives, price, search }: CapacityResult): Facts {
  return {
    seed: String(seed),
    ...targetFacts(target),
    url: target.url ?? "embedded server",
    objectives: objectives.join(", "),
    price: `${price.pricePerHour} ${price.currency}`,
    tolerance: formatShare(search.tolerance, 1),
  };
}

/** A plan is asked for a demand and objectives, and has the choice of machines; its fleet is its answer. */
function factsOfPlan({
  demand,
  objectives,
  errorBudget,
  seed,
  machines,
}: PlanResult): Omit<FactsAbout, "environment"> {
  return {
    traffic: {
      demand: demand.words,
      "busiest hour": `${demand.busiestPerSec}/s`,
      bursts: demand.traffic,
      objectives: objectives.join(", "),
      "error budget": formatShare(errorBudget.share, 1),
    },
    settings: {
      seed: String(seed),
      machines: machines
        .map(
          ({ name, price, service }) =>
            `${name} at ${price.pricePerHour} ${price.currency} (${price.kind}), ${service.words}`,
        )
        .join("; "),
    },
  };
}

function trafficOfGate({ load, search }: GateResult): Facts {
  return {
    arrivals: load.arrivals,
    rate:
      search !== null
        ? loadWords({ load, search })
        : load.plannedPerSec === null
          ? "closed loop"
          : `${load.plannedPerSec}/s`,
    warmup: `${load.warmupMs / 1000} s`,
    length: `${load.measureMs / 1000} s`,
  };
}

function settingsOfGate({ seed, baseline, candidate, rule, metrics }: GateResult): Facts {
  return {
    seed: String(seed),
    baseline: baseline.given,
    candidate: candidate.given,
    "false alarms": formatShare(rule.alpha, 1),
    tolerances: metrics.map(({ title, tolerance }) => `${title} ${formatShare(tolerance, 1)}`).join(", "),
  };
}
