import { setImmediate as nextTurn } from "node:timers/promises";
import type { Host } from "../../core/host.ts";
import type { RunResult } from "../../result/run-result.ts";
import type { RunWindow } from "../../result/window.ts";
import type { RunFolder } from "../../store/run-folder.ts";
import type { ReadySimulation } from "./ready-simulation.ts";
import { startSimulating } from "./simulated-run.ts";

/** The longest time for which signals and other threads are not heard, ms. */
const TURN_MS = 20;

/**
 * Simulates second after second, and hears meanwhile whether the user wants it to end.
 *
 * @param folder where its seconds are logged; null = nowhere
 */
export async function carryOut(
  ready: ReadySimulation,
  folder: RunFolder | null,
  host: Host,
  events: { onWindow?(window: RunWindow): void },
): Promise<RunResult> {
  const run = startSimulating(ready, folder, host, events);
  let turnEndsMs = host.clock.nowMs() + TURN_MS;
  while (run.nextSecond()) {
    if (host.clock.nowMs() < turnEndsMs) continue;
    await nextTurn();
    if (host.interrupted.aborted) {
      run.stop();
      break;
    }
    turnEndsMs = host.clock.nowMs() + TURN_MS;
  }
  return run.finish();
}
