import { kebab } from "../../config/merge.ts";
import { type PlanOptionsInput, planOptionsSchema } from "../../config/plan-options.ts";
import { type SimulateOptionsInput, simulateOptionsSchema } from "../../config/simulate-options.ts";
import { formatDurationMs } from "../../core/units.ts";
import type { SpotOffer } from "../../planning/purchase/shares.ts";
import type { ReadyMachine } from "./ready-machine.ts";

/** One way to build a fleet, whose number of replicas is looked for: a machine type, its settings, a router, and whether it has spot machines. */
export interface Candidate {
  readonly machine: ReadyMachine;
  /** What its spot machines cost; null for a fleet without any. */
  readonly offer: SpotOffer | null;
  /** The options of `plimsoll simulate` that describe it, without replicas. */
  readonly fleet: SimulateOptionsInput;
  readonly words: string;
  readonly router: string;
  /** The options with so many replicas, where they differ in more than the number, as those of a mix do. */
  readonly fleetOf?: (replicas: number) => SimulateOptionsInput;
  /** What an hour of so many replicas costs, where they do not all cost the same. */
  readonly usdPerHourOf?: (replicas: number) => number;
}

/** The options of a plan that hold for every fleet and mean the same to `plimsoll simulate`. */
export function sharedFleetOptions(given: PlanOptionsInput): SimulateOptionsInput {
  const own = [
    "scenario",
    "arrivals",
    "batch",
    "repetition",
    "lengths",
    "sequenceLength",
    "slo",
    "seed",
    "workers",
    "autoscaler",
    "autoscalerMetric",
    "imagePull",
    "modelLoad",
  ];
  const common = Object.entries(given).filter(
    ([option]) =>
      Object.hasOwn(planOptionsSchema.shape, option) &&
      Object.hasOwn(simulateOptionsSchema.shape, option) &&
      !["rate", "router", "seeds", "warmup", "out", ...own].includes(option),
  );
  return Object.fromEntries(common) as SimulateOptionsInput;
}

/** Every combination of machine types, their settings, and routers. */
export function candidatesOf(
  machines: readonly ReadyMachine[],
  routers: readonly string[],
  shared: SimulateOptionsInput,
): readonly Candidate[] {
  const all = machines.flatMap((machine) => {
    const { spec } = machine;
    return oneOrEach(spec.maxBatch).flatMap((maxBatch) =>
      oneOrEach(spec.maxDelayMs).flatMap((delayMs) =>
        oneOrEach(spec.instances).flatMap((instances) =>
          routers.map((router) => {
            const settings = {
              ...(maxBatch === undefined ? {} : { maxBatch }),
              ...(delayMs === undefined ? {} : { maxDelay: formatDurationMs(delayMs) }),
              ...(instances === undefined ? {} : { instances }),
            };
            const words = Object.entries({ ...settings, ...(routers.length > 1 ? { router } : {}) })
              .map(([option, value]) => `${kebab(option)} ${value}`)
              .join(", ");
            return {
              machine,
              offer: null,
              router,
              words: words === "" ? "as its service model has them" : words,
              fleet: { ...shared, service: spec.service, ...settings, router },
            };
          }),
        ),
      ),
    );
  });
  return all.flatMap(withSpotMachines);
}

/** A candidate without spot machines, and where they may be bought one with them; the first is left out where nothing else may be. */
function withSpotMachines(candidate: Candidate): readonly Candidate[] {
  const { offer } = candidate.machine;
  if (offer === null) return [candidate];
  const spot = { ...candidate, offer, words: `${candidate.words}, spot machines` };
  return offer.baseUsd === null ? [spot] : [candidate, spot];
}

function oneOrEach<Value>(values: readonly Value[]): readonly (Value | undefined)[] {
  return values.length === 0 ? [undefined] : values;
}
