import type { Behavior } from "./scaling-rules.ts";

interface Recommendation {
  readonly replicas: number;
  readonly atMs: number;
}

/** What was recommended lately: the memory of the stabilisation windows. */
export class Recommendations {
  readonly #list: Recommendation[] = [];

  /** The replicas that are there when the HPA first sees its target count as recommended. */
  begin(replicas: number, nowMs: number): void {
    if (this.#list.length === 0) this.#list.push({ replicas, atMs: nowMs });
  }

  /** The highest of the window: `stabilizeRecommendation` of horizontal.go, for an HPA without a behaviour. */
  stabilise(replicas: number, nowMs: number, windowMs: number): number {
    const stabilised = this.#list.reduce(
      (most, past) => (past.atMs < nowMs - windowMs ? most : Math.max(most, past.replicas)),
      replicas,
    );
    this.#store(replicas, nowMs, (atMs) => atMs < nowMs - windowMs);
    return stabilised;
  }

  /**
   * What is there, brought between the lowest of the window for more and the highest of the window for fewer:
   * `stabilizeRecommendationWithBehaviors` of horizontal.go.
   */
  stabiliseBoth(replicas: number, current: number, nowMs: number, { scaleUp, scaleDown }: Behavior): number {
    const upFromMs = nowMs - scaleUp.stabilizationMs;
    const downFromMs = nowMs - scaleDown.stabilizationMs;
    let low = replicas;
    let high = replicas;
    for (const past of this.#list) {
      if (past.atMs > upFromMs) low = Math.min(low, past.replicas);
      if (past.atMs > downFromMs) high = Math.max(high, past.replicas);
    }
    this.#store(replicas, nowMs, (atMs) => atMs < upFromMs && atMs < downFromMs);
    return Math.min(Math.max(current, low), high);
  }

  #store(replicas: number, nowMs: number, isOld: (atMs: number) => boolean): void {
    const old = this.#list.findLastIndex(({ atMs }) => isOld(atMs));
    if (old < 0) this.#list.push({ replicas, atMs: nowMs });
    else this.#list[old] = { replicas, atMs: nowMs };
  }
}
