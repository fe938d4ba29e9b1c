import { parseDecimal } from "../../../core/decimal.ts";
import { nearestWord } from "../../../core/nearest-word.ts";
import { KNATIVE_DEFAULTS, type KnativeOptions, panicWindowMsOf, resolveTarget } from "../knative/options.ts";
import type { Problems } from "./problems.ts";
import { parseGoDurationMs } from "./quantity.ts";

const GROUP = "autoscaling.knative.dev/";
const HOUR_MS = 3_600_000;
const KPA = "kpa.autoscaling.knative.dev";

/** Every annotation that is read: pkg.go.dev/knative.dev/serving/pkg/apis/autoscaling. */
const NAMES = [
  "class",
  "metric",
  "metric-aggregation-algorithm",
  "target",
  "target-utilization-percentage",
  "target-burst-capacity",
  "min-scale",
  "max-scale",
  "initial-scale",
  "activation-scale",
  "scale-down-delay",
  "scale-to-zero-pod-retention-period",
  "window",
  "panic-window-percentage",
  "panic-threshold-percentage",
] as const;

type Name = (typeof NAMES)[number];

/** Annotations by their names; Knative takes `minScale` for `min-scale` too. */
type Annotations = Partial<Record<Name, string>>;

/** The options of a revision by its annotations; what is wrong with them is told to `problems`. */
export function knativeOptions(
  written: Readonly<Record<string, string>>,
  containerConcurrency: number,
  path: readonly PropertyKey[],
  problems: Problems,
): KnativeOptions {
  const refuse = (name: string, problem: string) => problems.add([...path, GROUP + name], problem);
  const annotations = pick(written, refuse);
  const read = new AnnotationReader(annotations, refuse);
  const metric = read.choice("metric", ["concurrency", "rps"]) ?? "concurrency";
  read.choice("class", [KPA]);
  read.choice("metric-aggregation-algorithm", ["linear"]);
  const percent = read.number("target-utilization-percentage", 1, 100);
  const target = read.number("target", 0.01, Number.MAX_VALUE);
  const stableWindowMs = read.duration("window", 6000) ?? KNATIVE_DEFAULTS.stableWindowMs;
  const panicShare =
    (read.number("panic-window-percentage", 1, 100) ?? 100 * KNATIVE_DEFAULTS.panicWindowShare) / 100;
  const minScale = read.count("min-scale", 0) ?? KNATIVE_DEFAULTS.minScale;
  const maxScale = read.count("max-scale", 0) ?? 0;
  if (maxScale !== 0 && maxScale < minScale)
    refuse("max-scale", `${maxScale} is less than min-scale, which is ${minScale}`);
  return {
    ...{ kind: "knative", metric },
    ...resolveTarget({
      metric,
      containerConcurrency,
      target,
      utilization: percent === undefined ? undefined : percent / 100,
    }),
    minScale,
    maxScale: maxScale === 0 ? null : maxScale,
    initialScale: read.count("initial-scale", 1) ?? KNATIVE_DEFAULTS.initialScale,
    activationScale: read.count("activation-scale", 1) ?? KNATIVE_DEFAULTS.activationScale,
    stableWindowMs,
    panicWindowMs: panicWindowMsOf(stableWindowMs, panicShare),
    panicThreshold:
      (read.number("panic-threshold-percentage", 110, 1000) ?? 100 * KNATIVE_DEFAULTS.panicThreshold) / 100,
    maxScaleUpRate: KNATIVE_DEFAULTS.maxScaleUpRate,
    maxScaleDownRate: KNATIVE_DEFAULTS.maxScaleDownRate,
    targetBurstCapacity: read.burstCapacity() ?? KNATIVE_DEFAULTS.targetBurstCapacity,
    scaleDownDelayMs: read.duration("scale-down-delay", 0) ?? KNATIVE_DEFAULTS.scaleDownDelayMs,
    isScaledToZero: KNATIVE_DEFAULTS.isScaledToZero,
    gracePeriodMs: KNATIVE_DEFAULTS.gracePeriodMs,
    podRetentionMs: read.duration("scale-to-zero-pod-retention-period", 0) ?? KNATIVE_DEFAULTS.podRetentionMs,
  };
}

/** Whether an annotation is one of autoscaling. */
export const isOfAutoscaling = (annotation: string): boolean => annotation.startsWith(GROUP);

function pick(
  written: Readonly<Record<string, string>>,
  refuse: (name: string, problem: string) => void,
): Annotations {
  const annotations: Annotations = {};
  for (const [key, text] of Object.entries(written).filter(([annotation]) => isOfAutoscaling(annotation))) {
    const spelt = key.slice(GROUP.length);
    const kebab = spelt.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const name = NAMES.find((known) => known === kebab);
    if (name !== undefined) annotations[name] = text;
    else {
      const near = nearestWord(kebab, NAMES);
      refuse(spelt, `no such annotation${near === undefined ? "" : `, did you mean ${GROUP}${near}?`}`);
    }
  }
  return annotations;
}

class AnnotationReader {
  readonly #annotations: Annotations;
  readonly #refuse: (name: string, problem: string) => void;

  constructor(annotations: Annotations, refuse: (name: string, problem: string) => void) {
    this.#annotations = annotations;
    this.#refuse = refuse;
  }

  choice<Value extends string>(name: Name, values: readonly Value[]): Value | undefined {
    const text = this.#annotations[name];
    const chosen = values.find((value) => value === text);
    if (text !== undefined && chosen === undefined)
      this.#refuse(name, `"${text}" is not simulated: expected ${values.join(" or ")}`);
    return chosen;
  }

  number(name: Name, least: number, most: number): number | undefined {
    const text = this.#annotations[name];
    if (text === undefined) return undefined;
    const value = parseDecimal(text);
    if (value !== undefined && value >= least && value <= most) return value;
    const range = most === Number.MAX_VALUE ? `of ${least} or more` : `from ${least} to ${most}`;
    this.#refuse(name, `expected a number ${range} (found "${text}")`);
    return undefined;
  }

  count(name: Name, least: number): number | undefined {
    const value = this.number(name, least, 1_000_000);
    if (value === undefined || Number.isInteger(value)) return value;
    this.#refuse(name, `expected a whole number (found "${value}")`);
    return undefined;
  }

  /** A duration of whole seconds, at most an hour. */
  duration(name: Name, leastMs: number): number | undefined {
    const text = this.#annotations[name];
    if (text === undefined) return undefined;
    const value = parseGoDurationMs(text);
    if (value !== undefined && value >= leastMs && value <= HOUR_MS && value % 1000 === 0) return value;
    this.#refuse(name, `expected whole seconds from ${leastMs / 1000}s to 1h, such as 60s (found "${text}")`);
    return undefined;
  }

  burstCapacity(): number | undefined {
    const value = this.number("target-burst-capacity", -1, Number.MAX_VALUE);
    if (value === undefined || value === -1 || value >= 0) return value;
    this.#refuse("target-burst-capacity", `expected −1, or 0 or more (found "${value}")`);
    return undefined;
  }
}
