import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assembleHistory } from "../../src/history/assemble-history.ts";
import { entryOf } from "../../src/history/entry.ts";
import { HISTORY_EXPORTS } from "../../src/history/exports/index.ts";
import { fewestResults } from "../../src/history/trend.ts";
import { gateOf, pairsOf, spoiledRun } from "../gate/fixture.ts";
import { dayOf, historyOf, levels, nightly, RULE } from "./fixture.ts";

const stepped = nightly(levels([1, 15], [1.2, 15]));

describe("a step", () => {
  const history = historyOf(stepped);
  const p99 = history.groups[0]?.trends.find(({ figure }) => figure.id === "p99");

  test("is found at its place, with the means and intervals of both sides", () => {
    expect(p99?.changes.map(({ at }) => at)).toEqual([15]);
    const [change] = p99?.changes ?? [];
    expect(change?.change?.change).toBeGreaterThan(0.18);
    expect(change?.change?.change).toBeLessThan(0.22);
    expect(p99?.stretches.map(({ from, to }) => [from, to])).toEqual([
      [0, 15],
      [15, 30],
    ]);
    for (const { mean, interval } of p99?.stretches ?? []) {
      expect(interval?.low).toBeLessThan(mean);
      expect(interval?.high).toBeGreaterThan(mean);
    }
  });

  test("is the sentence, with its day, label and commit", () => {
    expect(history.sentence).toMatch(
      /^The last change: p50 .* \(worse\), .*from 2026-01-16 \(v15, commit 0{10}\) on\.$/,
    );
  });

  test("does not hang on the order in which results are read", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(stepped, { minLength: stepped.length }), (shuffled) => {
        expect(historyOf(shuffled)).toEqual(history);
      }),
      { numRuns: 5, seed: 1 },
    );
  });
});

test("nothing that changes is said to be nothing that is shown, and too few results are too few", () => {
  expect(historyOf(nightly(levels([1, 30]))).sentence).toMatch(
    /^No figure is shown to have changed in 30 results/,
  );
  const few = historyOf(nightly(levels([1, 4], [2, 4])));
  expect(few.sentence).toBe("8 results: too few to show a step in any figure.");
  expect(few.notices.join()).toContain("fewer than 10 can hardly show a change");
});

test("the fewest results for a step follow from the number of orders", () => {
  // Halves of 10 can be chosen in 252 ways, of 9 in 126, of 8 in 70.
  expect(fewestResults({ ...RULE, alpha: 0.01 })).toBe(10);
  expect(fewestResults({ ...RULE, alpha: 0.02 })).toBe(9);
  expect(fewestResults({ ...RULE, alpha: 0.05 })).toBe(8);
});

describe("what may not be laid into one trend", () => {
  test("another machine is a group of its own, whose level is no change", () => {
    const moved = historyOf([
      ...nightly(levels([1, 14]), () => ({ environment: { cpu: "old" } })),
      ...nightly(levels([1, 14], [2, 12]), () => ({ environment: { cpu: "new" } })).slice(14),
    ]);
    expect(moved.groups.map(({ facts, points }) => [facts.cpu, points.length])).toEqual([
      ["old", 14],
      ["new", 12],
    ]);
    expect(moved.groups.flatMap(({ trends }) => trends.flatMap(({ changes }) => changes))).toEqual([]);
    expect(moved.notices[0]).toContain("the results are of 2 kinds, which differ in cpu");
  });

  test("another rate or model is one too, and another seed is not", () => {
    const run = nightly([1], () => ({}))[0];
    const seeds = historyOf(nightly(levels([1, 12]), (day) => ({ seed: day })));
    expect(seeds.groups).toHaveLength(1);
    expect(run).toBeDefined();
    const rates = nightly(levels([1, 12]), (day) =>
      day % 2 === 0 ? {} : { load: { ...spoiledRun().load, arrivals: "poisson: another rate" } },
    );
    expect(historyOf(rates).groups).toHaveLength(2);
  });

  test("versions that move stay in one group, and are named where they moved", () => {
    const versions = historyOf(
      nightly(levels([1, 12]), (day) => ({ plimsollVersion: day < 6 ? "1.0.0" : "1.1.0" })),
    );
    expect(versions.groups).toHaveLength(1);
    expect(versions.groups[0]?.moves).toEqual([{ at: 6, what: "Plimsoll", from: "1.0.0", to: "1.1.0" }]);
  });
});

test("invalid results and those that are there twice do not count, and are named", () => {
  const entries = nightly(levels([1, 12]));
  const spoiled = entryOf("bad", { ...spoiledRun(), startedAt: dayOf(3), startedMonotonicNs: "900" });
  const history = historyOf([
    ...entries,
    spoiled,
    { ...(entries[0] as (typeof entries)[number]), name: "copy" },
  ]);
  expect(history.groups[0]?.points).toHaveLength(12);
  expect(history.left).toEqual([
    { name: "night-0", why: "it is the same result as copy" },
    { name: "bad", why: "it is INVALID (machine-stalls)" },
  ]);
  expect(history.notices.join()).toContain("2 results of them do not count");
});

test("gates have a history of their own", () => {
  const gates = Array.from({ length: 3 }, (_, i) =>
    entryOf(`gate-${i}`, { ...gateOf(pairsOf(1)), startedAt: dayOf(i) }),
  );
  const mixed = historyOf([...gates, ...nightly(levels([1, 12]))]);
  expect(mixed.groups.map(({ points }) => points.length)).toEqual([12, 3]);
  expect(mixed.groups[1]?.trends.map(({ figure }) => figure.title)).toContain("p50 of the baseline");
});

describe("exports", () => {
  const history = assembleHistory(stepped, null, RULE, [{ name: "x.json", why: "it is empty" }], "0.0.0");

  test("CSV has a line for each result in the order of time, with every figure", () => {
    const [head = "", ...lines] = HISTORY_EXPORTS.csv.render(history, "").trim().split("\r\n");
    expect(lines).toHaveLength(30);
    const columns = head.split(",");
    expect(columns.slice(0, 5)).toEqual(["time", "group", "commit", "label", "result"]);
    expect(columns).toEqual(expect.arrayContaining(["p50", "p99", "throughput", "errors", "cost"]));
    const times = lines.map((line) => line.split(",")[0]);
    expect(times).toEqual([...times].sort());
  });

  test("the configuration of Otava names the columns with their directions", () => {
    const text = HISTORY_EXPORTS.otava.render(history, "trend.csv");
    expect(text).toContain('file: "trend.csv"');
    expect(text).toMatch(/"p99":\n\s+column: "p99"\n\s+direction: -1/);
    expect(text).toMatch(/"throughput":\n\s+column: "throughput"\n\s+direction: 1/);
  });

  test("Markdown says the sentence and each change", () => {
    const text = HISTORY_EXPORTS.markdown.render(history, "");
    expect(text).toContain("The last change");
    expect(text).toMatch(/^\| p99 \| 2026-01-16 \(v15, commit 0{10}\) \| \+\d/m);
  });
});
