import type { Attempt } from "../attempt.ts";

/** What became of the attempts of the measured part that came to something before a fleet. */
export class GatewayTally {
  arrived = 0;
  /** Attempts that it answered itself. */
  answered = 0;
  refused = 0;
  /** Attempts that waited in it and went on, and how long they did so together, ms. */
  released = 0;
  waitedMs = 0;

  countArrival(attempt: Attempt): void {
    if (isMeasured(attempt)) this.arrived++;
  }

  countAnswer(attempt: Attempt): void {
    if (isMeasured(attempt)) this.answered++;
  }

  countRefusal(attempt: Attempt): void {
    if (isMeasured(attempt)) this.refused++;
  }

  countRelease(attempt: Attempt, waitedMs: number): void {
    if (!isMeasured(attempt)) return;
    this.released++;
    this.waitedMs += waitedMs;
  }
}

const isMeasured = ({ call }: Attempt): boolean => call.phase !== "warmup";
