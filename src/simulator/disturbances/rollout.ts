import type { Replica } from "../replica.ts";
import type { Stage } from "./stage.ts";

/** The pace of a rolling deploy with new machines beside the old ones. */
export interface RolloutPace {
  /** Replicas that may be there beyond those that are wanted. */
  readonly surge: number;
  /** Wanted replicas that may be missing. */
  readonly unavailable: number;
  readonly readyMs: number;
  /** Time that an old replica has to end what it has. */
  readonly graceMs: number;
}

/**
 * Replaces every replica by a new one as a Deployment of Kubernetes does (`maxSurge`, `maxUnavailable`;
 * kubernetes/kubernetes pkg/controller/deployment/rolling.go): at no time are there more than those that are wanted and `surge`, and
 * at no time do fewer serve than those that are wanted without `unavailable`. Replicas on their way out do not count.
 */
export class Rollout {
  readonly #stage: Stage;
  readonly #pace: RolloutPace;
  readonly #old: readonly Replica[];
  /** New replicas by the old one that each takes the place of. */
  readonly #successors = new Map<Replica, Replica>();
  /** Old replicas that the deploy has ended: those that somebody else ends are not wanted any more. */
  readonly #replaced = new Set<Replica>();

  constructor(stage: Stage, pace: RolloutPace) {
    this.#stage = stage;
    this.#pace = pace;
    this.#old = [...stage.replicas()];
  }

  /** Begins, and goes on whenever a replica becomes ready; and now and then, for others may have ended some. */
  begin(): void {
    // A replica that is becoming ready is not done with that yet.
    this.#stage.whenReady(() => this.#stage.after(0, () => this.#goOn()));
    this.#lookAgain();
  }

  #lookAgain(): void {
    this.#goOn();
    if (this.#old.every((one) => this.#stage.isGone(one))) return;
    this.#stage.after(this.#pace.readyMs, () => this.#lookAgain());
  }

  /** Does what can be done now. */
  #goOn(): void {
    while (this.#startOne() || this.#endOne());
  }

  #startOne(): boolean {
    const { surge, readyMs } = this.#pace;
    const without = this.#old.filter((one) => !this.#successors.has(one) && this.#isWanted(one));
    // A place that nobody has comes first: an autoscaler would fill it.
    const predecessor = without.find((one) => this.#replaced.has(one)) ?? without[0];
    if (predecessor === undefined || this.#existing().length >= this.#wanted() + surge) return false;
    const successor = this.#stage.addInPlaceOf(predecessor);
    this.#successors.set(predecessor, successor);
    this.#stage.after(readyMs, () => this.#stage.makeReady(successor));
    return true;
  }

  /** Ends an old replica: first one that does not serve. */
  #endOne(): boolean {
    const standing = this.#old.filter((one) => !this.#stage.isGone(one));
    const existing = this.#existing();
    const starting = [...this.#successors.values()].filter(
      (one) => !this.#stage.isGone(one) && one.state !== "ready",
    ).length;
    const least = this.#wanted() - this.#pace.unavailable;
    const broken = standing.find(({ state }) => state !== "ready");
    const serving = existing.filter(({ state }) => state === "ready").length;
    const victim =
      broken !== undefined && existing.length - starting > least
        ? broken
        : serving > least
          ? standing.find(({ state }) => state === "ready")
          : undefined;
    if (victim === undefined) return false;
    this.#replaced.add(victim);
    this.#stage.endForGood(victim, this.#pace.graceMs);
    return true;
  }

  #isWanted(old: Replica): boolean {
    return this.#replaced.has(old) || !this.#stage.isGone(old);
  }

  /** Places that are filled by an old replica or its successor, or are to be. */
  #wanted(): number {
    return this.#old.filter((one) => {
      const successor = this.#successors.get(one);
      return successor === undefined || !this.#replaced.has(one)
        ? this.#isWanted(one)
        : !this.#stage.isGone(successor);
    }).length;
  }

  /** Old and new replicas that are not on their way out. */
  #existing(): Replica[] {
    return [...this.#old, ...this.#successors.values()].filter((one) => !this.#stage.isGone(one));
  }
}
