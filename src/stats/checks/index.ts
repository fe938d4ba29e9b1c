import type { Check, VerdictInput } from "./check.ts";
import { clockStep } from "./clock-step.ts";
import { descriptors, ports } from "./exhausted.ts";
import { generatorBusy } from "./generator-busy.ts";
import { internalFault } from "./internal-fault.ts";
import { late } from "./late.ts";
import { little } from "./little.ts";
import { machineStalls } from "./machine-stalls.ts";
import { noData } from "./no-data.ts";
import { notDelivered } from "./not-delivered.ts";
import { notSteady } from "./not-steady.ts";
import { overloaded } from "./overloaded.ts";
import { serverDied } from "./server-died.ts";
import { tooFewSamples } from "./too-few-samples.ts";

/** Every check, in the order of the table. A check that cannot be judged from a run returns null and is left out. */
export const CHECKS: readonly ((run: VerdictInput) => Check | null)[] = [
  internalFault,
  serverDied,
  noData,
  notDelivered,
  late,
  machineStalls,
  generatorBusy,
  little,
  clockStep,
  ports,
  descriptors,
  overloaded,
  notSteady,
  tooFewSamples,
];
