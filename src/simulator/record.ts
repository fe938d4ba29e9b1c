import type { RequestSource } from "../scenario/request-source.ts";
import type { RunRecorder } from "../stats/recorder.ts";
import { Simulation, type SimulationPlan } from "./simulation.ts";

const WINDOW_MS = 1000;

/** A simulation whose samples a recorder makes a result of, as it does with those of the engine. */
export class RecordedSimulation {
  readonly simulation: Simulation;
  readonly #recorder: RunRecorder;
  /** Moments at which requests were sent in the second that is simulated; those of the warm-up come first. */
  #sentMs: number[] = [];
  #warmupSends = 0;
  #atMs = 0;

  constructor(plan: SimulationPlan, source: RequestSource, recorder: RunRecorder) {
    this.#recorder = recorder;
    this.simulation = new Simulation(
      plan,
      source,
      (sample) => recorder.add(sample),
      (atMs, isWarmup) => {
        this.#sentMs.push(atMs);
        if (isWarmup) this.#warmupSends++;
      },
    );
  }

  /** The virtual time, ms. */
  get atMs(): number {
    return this.#atMs;
  }

  /** Simulates the next second; false when everything is over. */
  nextSecond(): boolean {
    const isGoingOn = this.simulation.advance(this.#atMs + WINDOW_MS);
    this.#atMs = isGoingOn ? this.#atMs + WINDOW_MS : this.simulation.events.nowMs;
    this.#report();
    return isGoingOn;
  }

  /** Breaks it off: what is under way is cancelled. */
  stop(): void {
    this.#recorder.stop(this.#atMs);
    this.simulation.stop();
    this.#report();
  }

  #report(): void {
    this.#recorder.addSends(0, Float64Array.from(this.#sentMs), this.#warmupSends, this.#atMs);
    this.#recorder.progress(0, this.#atMs, this.simulation.takePeakInFlight());
    this.#sentMs = [];
    this.#warmupSends = 0;
  }
}
