import type { z } from "zod";
import { createRng } from "../../core/rng.ts";
import { readOptionSpec } from "../option-spec.ts";
import { deploy } from "./deploy.ts";
import type { Disturbance } from "./disturbance.ts";
import { fail } from "./fail.ts";
import { pause } from "./pause.ts";
import { preempt } from "./preempt.ts";
import { slow } from "./slow.ts";
import type { Stage } from "./stage.ts";
import { warmUp } from "./warm-up.ts";

/** Every kind of disturbance. A new one needs its file and its line here. */
const DISTURBANCES = { slow, pause, fail, preempt, deploy, "warm-up": warmUp };

type AnyOptions = (typeof DISTURBANCES)[keyof typeof DISTURBANCES]["options"];

/** Validated options of one disturbance. */
export type DisturbanceChoice = z.output<AnyOptions>;

/** Reads a spec such as `fail:replica=1,at=20s,for=30s`. @throws usage error with all that is wrong in it */
export function parseDisturbance(spec: string): DisturbanceChoice {
  const kinds = Object.values(DISTURBANCES) as unknown as readonly Disturbance[];
  return readOptionSpec("--disturb", "disturbance", kinds, spec).options as DisturbanceChoice;
}

/** The disturbance behind validated options. The cast is sound: `kind` picked the schema that the options passed. */
function disturbanceOf({ kind }: DisturbanceChoice): Disturbance {
  return DISTURBANCES[kind] as unknown as Disturbance;
}

export function describeDisturbance(choice: DisturbanceChoice): string {
  return disturbanceOf(choice).describe(choice);
}

/** Whether a disturbance adds replicas, with numbers beyond those of the start. */
export const addsReplicas = (choice: DisturbanceChoice): boolean =>
  choice.kind === "deploy" && choice.surge > 0;

/** Plans disturbances, each with draws of its own, whatever the others are. */
export function startDisturbances(choices: readonly DisturbanceChoice[], stage: Stage, seed: number): void {
  for (const [index, choice] of choices.entries())
    disturbanceOf(choice).start(choice, stage, createRng(seed, `disturbance ${index}`));
}
