import { expect, test } from "vitest";
import { chartSpec } from "../../../src/report/charts/chart.ts";
import { GATE_CHARTS } from "../../../src/report/gate/charts/index.ts";
import type { GateResult } from "../../../src/result/gate-result.ts";
import { gateOf, metricsNamed, pairOf, pairsOf, runOf, spoiledRun } from "../../gate/fixture.ts";
import { chartContract } from "../chart-contract.ts";
import { deepFreeze } from "../deep-freeze.ts";

const fail = deepFreeze(gateOf(pairsOf(1.2)));

chartContract<GateResult>(
  GATE_CHARTS,
  {
    rich: fail,
    empty: deepFreeze(gateOf([], { partial: true })),
    dead: deepFreeze(gateOf(Array.from({ length: 7 }, (_, i) => pairOf(spoiledRun(), runOf(1), i)))),
    others: {
      passing: deepFreeze(gateOf(pairsOf(1))),
      open: deepFreeze(gateOf(pairsOf(1.05, 4))),
      confirmed: deepFreeze(gateOf(pairsOf(1.3), { confirm: true, confirmation: pairsOf(1.3) })),
      strict: deepFreeze(gateOf(pairsOf(1.001), { metrics: metricsNamed("p50:0%") })),
      far: deepFreeze(gateOf(pairsOf(50))),
    },
  },
  2,
);

test("what lies beyond the scale is cut at its end, and what is known of it is written beside", () => {
  const far = gateOf(pairsOf(50));
  const drawn = JSON.stringify(chartSpec(GATE_CHARTS.intervals, far, { width: 760 }));
  expect(drawn).toContain("4,900 % worse →");
  expect(GATE_CHARTS.intervals.caption(far)).toContain("drawn at the edge");
  expect(GATE_CHARTS.intervals.caption(gateOf(pairsOf(1)))).not.toContain("drawn at the edge");
  expect(drawn).toContain('"domain":[-2,6]');
});
