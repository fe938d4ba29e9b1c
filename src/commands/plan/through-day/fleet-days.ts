import { join } from "node:path";
import type { ParsedPlan } from "../../../config/plan-options.ts";
import { simulateOptionsSchema } from "../../../config/simulate-options.ts";
import type { WaysOfFleet } from "../../../planning/hours/assemble-way.ts";
import { coldStartMs } from "../../../planning/hours/cold-start.ts";
import type { DayOutcome } from "../../../planning/hours/day-outcome.ts";
import type { Scenario } from "../../../scenario/scenario.ts";
import { resourceName } from "../../../simulator/applied/applied-form.ts";
import type { AppliedFile } from "../../../simulator/applied/index.ts";
import type { AutoscalerChoice } from "../../../simulator/autoscalers/index.ts";
import { writeAutoscalerManifest } from "../../../simulator/autoscalers/manifest/write-manifest.ts";
import { commandWords } from "../../run/command-words.ts";
import { fleetWith } from "../fleet-facts.ts";
import type { FoundFleet, SearchContext } from "../search-fleets.ts";
import type { AskedWays } from "./asked-ways.ts";
import type { DayEvaluator } from "./day-evaluator.ts";
import type { DayOfFleet } from "./day-order.ts";

/** The name of the file with the scenario of a whole day, in the folder of a plan. */
export const DAY_FILE = "day.json";
/** The folder of a plan with the settings of its cheapest fleet, as servers take them. */
export const APPLY_FOLDER = "apply";

/** What the ways through the day of a fleet are worked out with. */
export interface DayContext {
  readonly asked: AskedWays;
  readonly parsed: ParsedPlan;
  readonly search: SearchContext;
  readonly days: DayEvaluator;
  readonly day: Scenario;
  readonly seeds: readonly number[];
  /** Folder within apply/ for manifests; empty for those of the cheapest fleet. */
  readonly manifests: string;
  /** Path of the folder of the plan, as commands name it. */
  readonly folder: string;
  onStage(words: string): void;
}

/** Options of `plimsoll simulate` by which a fleet is scaled; none where a manifest of the plan does it, or nothing. */
export type ScalingOptions = Pick<DayOfFleet["fleet"], "autoscaler" | "autoscalerMetric">;

/** Whole days of one fleet, and the manifests and commands that repeat them. */
export class FleetDays {
  readonly about: WaysOfFleet;
  readonly context: DayContext;
  readonly coldStartMs: number;
  readonly #found: FoundFleet;

  constructor(found: FoundFleet, about: WaysOfFleet, context: DayContext) {
    this.#found = found;
    this.about = about;
    this.context = context;
    this.coldStartMs = coldStartMs(context.asked.coldStart, context.parsed.options.seed);
  }

  /** Simulates the day, under all seeds of the plan where none are named. @param manifest what scales the fleet, as its file has it */
  simulate(
    words: string,
    { options = {}, manifest = null }: { options?: ScalingOptions; manifest?: AppliedFile | null } = {},
    seeds: readonly number[] = this.context.seeds,
  ): Promise<readonly DayOutcome[]> {
    const { parsed, day, days, onStage } = this.context;
    const { machine, fleet } = this.#found.candidate;
    const { replicas } = this.about.fleet;
    const { imagePull, modelLoad } = parsed.options;
    onStage(`a whole day of ${replicas} × ${machine.spec.name}: ${words}`);
    const order: DayOfFleet = {
      fleet: { ...fleet, replicas, imagePull, modelLoad, ...options },
      scenario: day,
      scale: machine.spec.scale,
      manifest: manifest === null ? null : { file: manifest.file, text: manifest.text },
    };
    return days.evaluate(order, seeds);
  }

  manifestOf(choice: AutoscalerChoice): AppliedFile {
    const written = writeAutoscalerManifest(choice, resourceName(this.#found.candidate.machine.spec.name));
    if (written === null) throw new RangeError(`${choice.kind} has no manifest`);
    return { ...written, file: join(this.context.manifests, written.file) };
  }

  /** The words of the simulation that repeats the day. @param scaledBy options, or a manifest that the plan writes */
  command(scaledBy: ScalingOptions | AppliedFile | null): string[] {
    const { parsed, folder } = this.context;
    const { seed, seeds, imagePull, modelLoad } = parsed.options;
    const scaling =
      scaledBy === null
        ? {}
        : "file" in scaledBy
          ? { autoscaler: join(folder, APPLY_FOLDER, scaledBy.file), imagePull, modelLoad }
          : { ...scaledBy, imagePull, modelLoad };
    return commandWords("simulate", simulateOptionsSchema, {
      ...fleetWith(this.#found.candidate, this.about.fleet.replicas),
      ...scaling,
      scenario: join(folder, DAY_FILE),
      seeds,
      seed,
    });
  }
}
