import { createRng, exponential } from "../../core/rng.ts";
import type { Stage } from "../disturbances/stage.ts";

/** What follows when the machines of a zone come and go. */
export interface ZoneWatcher {
  /** The zone has none any more. */
  lost(zone: number): void;
  /** It has machines again. */
  back(zone: number): void;
}

/** The state of a zone at the begin of a simulation. */
export interface ZoneStart {
  readonly isUp: boolean;
  /** How long it has had no machines, ms; 0 where it has some. */
  readonly downForMs: number;
}

/**
 * Zones that have spot machines for a while, and then none for a while, in exponential times, each zone with draws of its own: the zone
 * takes away all its machines at once, as those that were observed do (Mao et al., "SkyServe: Serving AI Models across Regions and Clouds
 * with Spot Instances", EuroSys 2025: preemptions within a zone come together). They begin in the stationary state: a zone has machines with probability
 * up / (up + down), and one that has none has been so for an exponential time.
 */
export function startZones(
  { zones, upMs, downMs }: { readonly zones: number; readonly upMs: number; readonly downMs: number },
  stage: Stage,
  seed: number,
  watcher: ZoneWatcher,
): readonly ZoneStart[] {
  return Array.from({ length: zones }, (_, zone) => {
    const rng = createRng(seed, `spot machines of zone ${zone}`);
    const isUp = rng() < upMs / (upMs + downMs);
    const downForMs = exponential(rng) * downMs;
    const goDown = (): void =>
      stage.after(exponential(rng) * upMs, () => {
        watcher.lost(zone);
        comeBack();
      });
    const comeBack = (): void =>
      stage.after(exponential(rng) * downMs, () => {
        watcher.back(zone);
        goDown();
      });
    if (isUp) goDown();
    else comeBack();
    return { isUp, downForMs: isUp ? 0 : downForMs };
  });
}
