import { isDeepStrictEqual } from "node:util";
import { ARRIVALS, type Arrivals, arrivalsSchema, tracesIn } from "../../arrivals/index.ts";
import { parseArrivalSpec } from "../../arrivals/spec.ts";
import type { TrafficOptions } from "../../config/run-options.ts";
import { usageError } from "../../core/errors.ts";
import type { PayloadSection } from "../../payloads/section.ts";
import type { Objective } from "../../result/objective.ts";
import { objectiveOf } from "../../result/parse-objective.ts";
import { describeLoad } from "../../scenario/planned-load.ts";
import type { Load, Scenario } from "../../scenario/scenario.ts";
import { resolvePayload } from "./resolve-payload.ts";

/**
 * The scenario, overridden by the options. It is described as what is left of it: of a load that the options replace,
 * its own description says nothing.
 *
 * @param isAsked whether the user named the scenario: one that comes by default has no objectives, and gives way
 * @throws usage error when the arrival process or the payload rejects its options
 */
export function resolveScenario(scenario: Scenario, options: TrafficOptions, isAsked = true): Scenario {
  const { warmupMs, measureMs } = scenario.phases;
  const load = resolveLoad(scenario.load, options);
  const payload = resolvePayload(scenario.payload ?? {}, options, isAsked);
  const isItself = sameLoad(load, scenario.load) && samePayload(payload, scenario.payload ?? {});
  const words = describeLoad(load);
  return {
    ...scenario,
    name: isAsked || sameLoad(load, scenario.load) ? scenario.name : nameOf(load),
    description: isItself ? scenario.description : `${words.charAt(0).toUpperCase()}${words.slice(1)}.`,
    payload,
    load,
    phases: {
      warmupMs: options.warmupMs ?? warmupMs,
      measureMs: options.durationMs ?? measureMs,
    },
    slo: options.slo?.map(({ text }) => text) ?? (isAsked ? scenario.slo : []),
  };
}

/** Whether two loads differ in their rate at most. */
function sameLoad(load: Load, own: Load): boolean {
  return isDeepStrictEqual(withoutRate(load), withoutRate(own));
}

function withoutRate(load: Load): object {
  return load.kind === "closed" ? load : { ...load, arrivals: { ...load.arrivals, ratePerSec: 0 } };
}

/** Whether the options left what a scenario says of its content. */
function samePayload(payload: PayloadSection, { repetition, lengths }: PayloadSection): boolean {
  return (
    (repetition === undefined || isDeepStrictEqual(payload.repetition, repetition)) &&
    (lengths === undefined || isDeepStrictEqual(payload.lengths, lengths))
  );
}

function nameOf(load: Load): string {
  return load.kind === "closed" ? "closed-loop" : load.arrivals.kind;
}

/**
 * The objectives of a run: those given as options, else those of the scenario, which were checked when it was read.
 */
export function resolveObjectives(
  scenario: Scenario,
  options: Pick<TrafficOptions, "slo">,
): readonly Objective[] {
  return options.slo ?? scenario.slo.map(objectiveOf);
}

/**
 * The load of a scenario, overridden by the options. `--concurrency` makes a closed loop of any scenario, in which
 * options of traffic have no meaning.
 */
function resolveLoad(load: Scenario["load"], options: TrafficOptions): Scenario["load"] {
  if (options.concurrency === undefined && load.kind !== "closed") {
    if (options.driver !== undefined)
      throw usageError(
        "--driver would do nothing: it chooses what sends in a closed loop",
        "add --concurrency",
      );
    return { ...load, arrivals: spreadTraces(resolveArrivals(load.arrivals, options), options.spreadMs) };
  }
  const { arrivals, rate, spreadMs: spread } = options;
  const idle = Object.entries({ arrivals, rate, spread }).filter(([, value]) => value !== undefined);
  if (idle.length > 0) {
    throw usageError(
      `${idle.map(([option]) => `--${option}`).join(" and ")} would do nothing in a closed loop, whose rate the server decides`,
      "leave out either that or --concurrency",
    );
  }
  if (options.concurrency === undefined) return load;
  const { from, to } = options.concurrency;
  return from === to
    ? { kind: "closed", concurrency: to }
    : { kind: "closed", concurrency: to, rampFrom: from };
}

/**
 * The arrival process. One named by `--arrivals` takes the scenario's rate when neither it nor `--rate` gives one.
 */
function resolveArrivals(arrivals: Arrivals, options: TrafficOptions): Arrivals {
  const named = options.arrivals === undefined ? undefined : parseArrivalSpec(options.arrivals);
  const spec = { ...rateOf(named?.kind ?? arrivals.kind, arrivals, named, options.rate) };
  const parsed = arrivalsSchema.safeParse({ ...(named ?? arrivals), ...spec });
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join(".")}: ${message}`,
  );
  throw usageError(
    `the arrival process is not possible: ${problems.join("; ")}`,
    "correct --arrivals or --rate",
  );
}

/** The arrivals, with the recorded ones among them spread over a quantum. @throws usage error where none is recorded */
function spreadTraces(arrivals: Arrivals, spreadMs: number | undefined): Arrivals {
  if (spreadMs === undefined) return arrivals;
  const spread = (part: Arrivals): Arrivals => {
    if (part.kind === "in-turn") {
      const parts = part.parts.map((one) => ({
        ...one,
        arrivals: one.arrivals === null ? null : spread(one.arrivals),
      }));
      return { ...part, parts };
    }
    if (part.kind === "sum") return { ...part, parts: part.parts.map(spread) };
    return part.kind === "trace" ? { ...part, spreadMs } : part;
  };
  if (tracesIn(arrivals).length > 0) return spread(arrivals);
  throw usageError(
    "--spread would do nothing: it spreads recorded arrivals, and these are drawn",
    "leave it out, or replay a trace with --arrivals trace:FILE",
  );
}

/** The `ratePerSec` to set, if any: of `--rate`, or handed down from the scenario's process to another one. */
function rateOf(
  kind: unknown,
  inherited: Arrivals,
  named: Record<string, unknown> | undefined,
  rate: number | undefined,
): { ratePerSec?: number } {
  const { shape } = ARRIVALS[kind as Arrivals["kind"]].options;
  if (!("ratePerSec" in shape)) {
    if (rate === undefined) return {};
    const own = Object.keys(shape).filter((option) => option !== "kind");
    throw usageError(
      `--rate would do nothing: the arrival process "${kind}" has no single rate`,
      `say it with its own options (${own.join(", ")}), or choose another process with --arrivals`,
    );
  }
  if (rate !== undefined) return { ratePerSec: rate };
  if (named === undefined || "ratePerSec" in named) return {};
  if ("ratePerSec" in inherited) return { ratePerSec: inherited.ratePerSec };
  throw usageError(
    `--arrivals ${kind} needs a rate, and the scenario's own process "${inherited.kind}" has none that could be taken over`,
    "add --rate",
  );
}
