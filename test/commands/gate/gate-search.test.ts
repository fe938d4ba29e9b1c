import { expect, test } from "vitest";
import { gateSearch } from "../../../src/commands/gate/gate-search.ts";
import { planGate } from "../../../src/commands/gate/plan-gate.ts";
import { askedMetrics } from "../../../src/commands/gate/ruled-metrics.ts";
import { planOfPair, searchRuleOf } from "../../../src/commands/gate/search-rule.ts";
import { parseGateOptions } from "../../../src/config/gate-options.ts";
import { createHost } from "../../../src/host/real-host.ts";
import { type Interval, searchedPair } from "../../gate/fixture.ts";

/** The search and the metrics that these options ask for. */
function planned(values: Record<string, unknown>) {
  const host = createHost();
  const parsed = parseGateOptions([{ values, spell: (option) => option }]);
  const search = gateSearch(parsed, host);
  const asked = askedMetrics(parsed.options, { scenario: parsed.options.scenario }, host, search?.usual);
  const stored = { baseline: null, anchor: null };
  const { metrics, plan } = planGate(parsed.options, asked, stored, search);
  return { search, metrics, plan, options: parsed.options };
}

const LINES = { capacity: true, arrivals: "poisson:rate=100", slo: ["p99<=50ms"] };

test.each<[Record<string, unknown>, string[]]>([
  [LINES, ["loadLine"]],
  [{ ...LINES, slo: ["p99<=50ms", "errors<=1%"] }, ["loadLine"]],
  [
    { ...LINES, slo: undefined, tier: ["gold: p99<=20ms", "rest: p95<=1s"] },
    ["loadLine gold", "loadLine rest"],
  ],
  [{ ...LINES, metric: ["loadLine:10%"] }, ["loadLine"]],
  [{ ...LINES, rules: [{ metric: "loadLine", tolerance: "10%" }] }, ["loadLine"]],
])("%j compares %j, and nothing else", (values, ids) => {
  expect(planned(values).metrics.map(({ figure }) => figure.id)).toEqual(ids);
});

test("one load line needs fewer pairs than three figures", () => {
  expect(planned({ ...LINES, pairs: 6 }).plan.looks).toEqual([6, 12]);
});

test.each<[string, Record<string, unknown>, RegExp]>([
  [
    "objectives without --capacity",
    { slo: ["p99<=50ms"], probes: 5 },
    /--slo and --probes: only a gate of load lines/,
  ],
  ["a load line without --capacity", { metric: ["loadLine"] }, /loadLine is searched by --capacity alone/],
  ["no objective", { capacity: true }, /no objective was asked for/],
  ["a closed loop", { ...LINES, concurrency: "16" }, /--concurrency makes a closed loop/],
  ["stored runs", { ...LINES, baselineResults: ["x"] }, /stored runs have no load line/],
  ["a figure at one load", { ...LINES, metric: ["loadLine", "p50"] }, /p50 is judged at one load/],
  ["a limit", { ...LINES, rules: [{ objective: "p99<=50ms" }] }, /p99<=50ms is judged at one load/],
  [
    "an unknown tier",
    { ...LINES, metric: ["loadLine gold"] },
    /there is no loadLine gold: the load lines are loadLine, /,
  ],
  [
    "a tolerance finer than a search",
    { ...LINES, tolerance: "0.8%" },
    /no worsening below 1 % can be shown: loadLine has a tolerance of 0.8 %/,
  ],
  ["an objective without a line", { ...LINES, slo: ["throughput>=5/s"] }, /cannot have a load line/],
  ["a tier that is none", { ...LINES, tier: ["gold: p99<=fast"] }, /is not a limit/],
  [
    "a longest probe below the shortest",
    { ...LINES, longest: "1s" },
    /--longest 1s is shorter than the 10 s/,
  ],
])("%s is refused", (_, values, message) => {
  expect(() => planned(values)).toThrow(message);
});

/** The plan of the pair after these. */
function planAfter(pairs: readonly (readonly [Interval, Interval])[], values = LINES) {
  const { search, metrics, options } = planned(values);
  if (search === null) throw new Error("these options ask for a search");
  const rule = searchRuleOf(search, metrics, options, { firstPerSec: 70, peakPerSec: 100 });
  return planOfPair(
    rule,
    pairs.map(([a, b], i) => searchedPair(a, b, i)),
  );
}

test("lines are searched to half of what is tolerated, without guard points, and are never given up", () => {
  expect(planAfter([])).toMatchObject({
    firstPerSec: 70,
    peakPerSec: 100,
    nearStep: null,
    tolerance: 0.025,
    mostErrors: 1,
    isRepeated: true,
    tiers: 1,
  });
});

test("each pair begins between the lines of the one before it that has any, on both sides alike", () => {
  const found = planAfter([
    [
      [100, 102],
      [81, 82],
    ],
  ]);
  expect(found).toMatchObject({ firstPerSec: 90, peakPerSec: null, nearStep: 1.1 });
  expect(
    planAfter([
      [
        [100, 102],
        [null, 1],
      ],
    ]).firstPerSec,
  ).toBe(100);
  const none: readonly [Interval, Interval] = [
    [null, null],
    [null, 1],
  ];
  expect(planAfter([none])).toMatchObject({ firstPerSec: 70, nearStep: null });
  expect(
    planAfter([
      [
        [100, 102],
        [100, 102],
      ],
      none,
    ]).firstPerSec,
  ).toBe(100);
});
