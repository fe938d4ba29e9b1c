import type { Knee, PointSummary } from "../../result/sweep-result.ts";
import { type Axis, configurationOf, keyOf } from "../axes.ts";
import { failsTooOften } from "../fails-too-often.ts";
import { FEWEST_LOADS, fitUsl, type LoadPoint } from "./usl.ts";

interface LoadedPoint extends LoadPoint {
  readonly latencyMs: number | null;
}

interface Loads {
  readonly loads: LoadedPoint[];
  /** Number of loads left out because too many requests failed. */
  failing: number;
}

/**
 * Two answers to how many requests should be in flight, per configuration of a closed loop. The knee is read off what
 * was measured and needs no law: the load with the highest power, throughput ÷ mean response time (Kleinrock 1979,
 * "Power and deterministic rules of thumb for probabilistic problems in computer communications"). Beyond it latency
 * grows by a larger share than throughput does. The law adds where throughput itself begins to fall, and the two
 * losses that make it fall; servers that batch often break it, and then it is absent.
 *
 * A probe counts as a whole point does: it is a run like the others, and what it is off by is in the residuals. A load at which
 * more than 1 % of the requests failed counts for neither: what the others took says nothing of what it would have been.
 */
export function kneesOf(axes: readonly Axis[], points: readonly PointSummary[]): Knee[] {
  if (!axes.some(({ name }) => name === "concurrency")) return [];
  const configurations = new Map<string, Loads & { configuration: PointSummary["point"] }>();
  for (const { point, inferencesPerSec, latencyMs, failedShare } of points) {
    const configuration = configurationOf(point) as PointSummary["point"];
    const group = configurations.get(keyOf(configuration)) ?? { configuration, loads: [], failing: 0 };
    configurations.set(keyOf(configuration), group);
    if (failsTooOften([], failedShare)) group.failing++;
    else if (inferencesPerSec !== null && inferencesPerSec > 0)
      group.loads.push({
        concurrency: Number(point.concurrency),
        perSec: inferencesPerSec,
        latencyMs: latencyMs.mean,
      });
  }
  return [...configurations.values()].map(({ configuration, ...loads }) => ({
    configuration,
    knee: highestPower(loads.loads),
    ...lawOf(loads),
  }));
}

function lawOf({ loads, failing }: Loads): Omit<Knee, "configuration" | "knee"> {
  const fit =
    loads.length < FEWEST_LOADS
      ? {
          absent: `${loads.length} of its loads could be measured${failing === 0 ? "" : " without more than 1 % of failures"}, and the law needs ${FEWEST_LOADS}`,
        }
      : fitUsl(loads);
  if ("absent" in fit) return { ...NO_LAW, absent: fit.absent };
  const { peak, ...law } = fit;
  return {
    ...law,
    concurrency: peak?.concurrency ?? null,
    interval: peak?.interval ?? null,
    peakPerSec: peak?.perSec ?? null,
    absent: null,
  };
}

const NO_LAW = {
  perClient: null,
  contention: null,
  coherence: null,
  concurrency: null,
  interval: null,
  peakPerSec: null,
} as const;

/**
 * The load with the highest power; null at the highest load: whether the knee lies there or beyond was not measured.
 */
function highestPower(loads: readonly LoadedPoint[]): number | null {
  let best: { concurrency: number; power: number } | null = null;
  for (const { concurrency, perSec, latencyMs } of loads) {
    const power = latencyMs === null || latencyMs <= 0 ? 0 : perSec / latencyMs;
    if (power > (best?.power ?? 0)) best = { concurrency, power };
  }
  const beyond = loads.some(
    ({ concurrency }) => concurrency > (best?.concurrency ?? Number.POSITIVE_INFINITY),
  );
  return beyond ? (best?.concurrency ?? null) : null;
}
