import type { RunResult } from "../../../result/run-result.ts";
import { defineChart, noData } from "../../charts/chart.ts";
import { COLOUR, plotWidth } from "../../charts/theme.ts";
import { type Scaling, scalingOf } from "../scaling-words.ts";

/** Chart of the replicas of a simulated fleet over its time: those that exist, and those that are ready. */
export const replicas = defineChart<RunResult>({
  id: "replicas",
  title: "Replicas over time",
  caption: () =>
    "Between the two lines lie replicas that start, or end what they have: they are paid for, and take no new requests.",
  spec(result, layout) {
    const scaling = scalingOf(result);
    if (scaling === null) return noData("the number of replicas did not change");
    const { measureFromMs } = result.schedule;
    const { measuredMs } = result.load;
    const values = measuredSteps(scaling.replicas, measureFromMs, measuredMs).flatMap(
      ({ sec, existing, ready }) => [
        { sec, count: existing, which: "exist" },
        { sec, count: ready, which: "ready" },
      ],
    );
    return {
      kind: "spec",
      spec: {
        width: plotWidth(layout),
        height: 130,
        data: { values },
        mark: { type: "line", interpolate: "step-after" },
        encoding: {
          x: {
            field: "sec",
            type: "quantitative",
            scale: { domain: [0, measuredMs / 1000], nice: false },
            axis: { title: "seconds since the measured part began", tickCount: 8 },
          },
          y: {
            field: "count",
            type: "quantitative",
            scale: { zero: true, nice: true },
            axis: { title: "replicas", format: "d", tickMinStep: 1, tickCount: 5 },
          },
          color: {
            field: "which",
            type: "nominal",
            scale: { domain: ["exist", "ready"], range: [COLOUR.planned, COLOUR.actual] },
            legend: { title: null, orient: "top" },
          },
        },
      },
    };
  },
});

/** The steps within the measured part, from its begin to its end. */
function measuredSteps(counts: Scaling["replicas"], fromMs: number, lengthMs: number) {
  const shifted = counts.map(({ atMs, ...count }) => ({ ...count, sec: (atMs - fromMs) / 1000 }));
  const before = shifted.findLast(({ sec }) => sec <= 0);
  const within = shifted.filter(({ sec }) => sec > 0 && sec < lengthMs / 1000);
  const steps = [...(before === undefined ? [] : [{ ...before, sec: 0 }]), ...within];
  const last = steps.at(-1);
  return last === undefined ? [] : [...steps, { ...last, sec: lengthMs / 1000 }];
}
