import type { KnativeOptions } from "./options.ts";

/** How often the Knative autoscaler decides, ms. */
export const KNATIVE_TICK_MS = 2000;

/** What the decider makes of the metrics, before the bounds of the revision. */
export interface Scale {
  readonly desired: number;
  /** By the stable window alone. */
  readonly recommended: number;
  /** Capacity that is left for a burst; below 0 the activator buffers. */
  readonly excessBurst: number;
  readonly heldBackBy: readonly string[];
}

type DeciderOptions = Pick<
  KnativeOptions,
  | "target"
  | "total"
  | "activationScale"
  | "stableWindowMs"
  | "panicThreshold"
  | "maxScaleUpRate"
  | "maxScaleDownRate"
  | "targetBurstCapacity"
  | "scaleDownDelayMs"
>;

/** The decider of the Knative Pod Autoscaler: `Scale` of knative/serving pkg/autoscaler/scaling/autoscaler.go. */
export class Decider {
  readonly #options: DeciderOptions;
  readonly #delayed: DelayWindow | null;
  /** When it saw too much last, ms; null where it does not panic. */
  #panicMs: number | null;
  #mostWhilePanicking: number;

  /** It starts in panic where more than one replica is ready: what came before it is not known. */
  constructor(options: DeciderOptions, ready: number, nowMs: number) {
    this.#options = options;
    this.#delayed = options.scaleDownDelayMs > 0 ? new DelayWindow(options.scaleDownDelayMs) : null;
    this.#panicMs = ready > 1 ? nowMs : null;
    this.#mostWhilePanicking = ready;
  }

  get isPanicking(): boolean {
    return this.#panicMs !== null;
  }

  /**
   * @param stable mean over the stable window
   * @param panic mean over the panic window
   */
  scale(nowMs: number, ready: number, stable: number, panic: number): Scale {
    const { target, activationScale, maxScaleUpRate, maxScaleDownRate } = this.#options;
    const there = Math.max(1, ready);
    const most = Math.ceil(maxScaleUpRate * there);
    const fewest = Math.floor(there / maxScaleDownRate);
    const recommended = Math.ceil(stable / target);
    const inPanic = Math.ceil(panic / target);
    const bounded = (wanted: number) => {
      const within = Math.min(Math.max(wanted, fewest), most);
      return wanted > 0 ? Math.max(within, activationScale > 1 ? activationScale : 0) : within;
    };
    this.#watchPanic(nowMs, inPanic / there);
    const heldBackBy: string[] = [];
    if (recommended > most) heldBackBy.push(`max-scale-up-rate ${maxScaleUpRate}`);
    if (recommended < fewest) heldBackBy.push(`max-scale-down-rate ${maxScaleDownRate}`);
    let desired = bounded(recommended);
    if (this.#panicMs !== null) {
      const wanted = Math.max(desired, bounded(inPanic));
      if (wanted < this.#mostWhilePanicking) heldBackBy.push("panic mode takes none away");
      this.#mostWhilePanicking = Math.max(wanted, this.#mostWhilePanicking);
      desired = this.#mostWhilePanicking;
    }
    const delayed = this.#delayed?.highest(nowMs, desired) ?? desired;
    if (delayed !== desired)
      heldBackBy.push(`scale-down-delay of ${this.#options.scaleDownDelayMs / 1000} s`);
    return { desired: delayed, recommended, excessBurst: this.#excessBurst(ready, panic), heldBackBy };
  }

  #watchPanic(nowMs: number, timesTooMany: number): void {
    const { panicThreshold, stableWindowMs } = this.#options;
    if (timesTooMany >= panicThreshold) this.#panicMs = nowMs;
    else if (this.#panicMs !== null && this.#panicMs + stableWindowMs < nowMs) {
      this.#panicMs = null;
      this.#mostWhilePanicking = 0;
    }
  }

  #excessBurst(ready: number, panic: number): number {
    const { targetBurstCapacity, total } = this.#options;
    if (targetBurstCapacity <= 0) return targetBurstCapacity === 0 ? 0 : -1;
    return Math.floor(ready * total - targetBurstCapacity - panic);
  }
}

/** The highest of the last while, by ticks: `TimeWindow` of knative/serving pkg/autoscaler/aggregation/max. */
class DelayWindow {
  readonly #ticks: number;
  #wanted: { readonly tick: number; readonly replicas: number }[] = [];

  constructor(delayMs: number) {
    this.#ticks = Math.ceil(delayMs / KNATIVE_TICK_MS);
  }

  highest(nowMs: number, replicas: number): number {
    const tick = Math.floor(nowMs / KNATIVE_TICK_MS);
    this.#wanted = this.#wanted.filter((past) => past.tick > tick - this.#ticks && past.replicas > replicas);
    this.#wanted.push({ tick, replicas });
    return this.#wanted.reduce((most, past) => Math.max(most, past.replicas), 0);
  }
}
