import type { WayFacts } from "../../../planning/hours/assemble-way.ts";
import type { AppliedFile } from "../../../simulator/applied/index.ts";
import type { FleetDays } from "./fleet-days.ts";

/** A way through the day, and the manifest that orders it in a cluster; null without one. */
export interface Way {
  readonly facts: WayFacts;
  readonly manifest: AppliedFile | null;
}

/** What an autoscaled day begins with, and how long a new replica takes, in words. */
export function autoscaledNote({ about, context }: FleetDays): string {
  return `the day begins with ${about.fleet.replicas} replicas; a new one takes ${context.asked.coldStart.words}`;
}
