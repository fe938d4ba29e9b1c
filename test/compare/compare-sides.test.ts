import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareSides } from "../../src/compare/compare-sides.ts";
import type { Comparison } from "../../src/compare/comparison.ts";
import { type ComparedFigure, formatCompared } from "../../src/compare/document-figures.ts";
import { COMPARE_EXPORTS } from "../../src/compare/exports/index.ts";
import type { GivenSide } from "../../src/compare/side.ts";
import type { RunResult } from "../../src/result/run-result.ts";
import { readResultFile } from "../../src/store/result-file.ts";
import { gateOf, pairsOf, spoiledRun } from "../gate/fixture.ts";
import { noisyRuns, numberedRun, sideOf } from "./fixture.ts";

const compare = (...sides: GivenSide[]): Comparison => compareSides(sides, null, "0.0.0").comparison;
const row = ({ rows }: Comparison, id: string) => rows.find(({ figure }) => figure.id === id);

describe("repeated runs with the same requests on both sides", () => {
  const slower = compare(
    sideOf("old", noisyRuns(1, 5)),
    sideOf(
      "new",
      noisyRuns(1, 5).map((run, i) => numberedRun(1.2 * (1 + 0.01 * i), run.seed)),
    ),
  );

  test("are compared pair by pair, with an interval", () => {
    const change = row(slower, "p99")?.changes[0];
    expect(change?.paired).toBe(true);
    expect(change?.interval?.low).toBeGreaterThan(0);
    expect(slower.sentence).toMatch(/^B is [\d.]+ % \[[\d.]+, [\d.]+\] slower at p99 than A\.$/);
  });

  test("exchanged sides say faster", () => {
    const sides = [sideOf("new", noisyRuns(1.3, 5)), sideOf("old", noisyRuns(1, 5, 11))] as const;
    expect(compare(...sides).sentence).toMatch(/^B is .* faster at p99 than A\.$/);
    expect(row(compare(...sides), "p99")?.changes[0]?.paired).toBe(false);
  });

  test("that do not differ show no difference, and say so", () => {
    const alike = compare(sideOf("old", noisyRuns(1, 5)), sideOf("new", noisyRuns(1, 5, 20)));
    expect(alike.sentence).toMatch(/^No difference at p99 is shown between A and B \(.*\)\.$/);
    expect(alike.notices.join()).toContain("its requests are not");
  });
});

test("one run on each side has a change, and no interval is made up", () => {
  const one = compare(sideOf("old", [numberedRun(1, 1)]), sideOf("new", [numberedRun(1.1, 1, { seed: 1 })]));
  const changes = one.rows.flatMap(({ changes: own }) => own.flatMap((change) => change ?? []));
  expect(changes.length).toBeGreaterThan(5);
  expect(changes.filter(({ interval }) => interval !== null)).toEqual([]);
  expect(one.sentence).toMatch(
    /^B was .* slower at p99 than A; one result on each side .* there is no interval\.$/,
  );
});

test("two runs a side are too few, and how many are needed is said", () => {
  const two = compare(sideOf("old", noisyRuns(1, 2)), sideOf("new", noisyRuns(2, 2, 9)));
  expect(two.sentence).toContain("needs 3 results on each side, and there are 2 and 2");
});

describe("what must not be compared in silence", () => {
  test("an invalid run does not count, and is named with its reason", () => {
    const spoiled = { ...spoiledRun(), startedMonotonicNs: "77" };
    const mixed = compare(sideOf("old", [numberedRun(1, 1), spoiled]), sideOf("new", [numberedRun(2, 1)]));
    expect(mixed.sides[0]?.documents).toHaveLength(1);
    expect(mixed.notices[0]).toContain("old/2: it is INVALID (machine-stalls)");
    const none = compare(sideOf("old", [numberedRun(1, 1)]), sideOf("new", [spoiled]));
    expect(none.sentence).toBe("Nothing is compared: B has no result that counts.");
    expect(none.rows.flatMap(({ changes }) => changes)).not.toContainEqual(
      expect.objectContaining({ change: expect.anything() }),
    );
  });

  test("other traffic leaves no sentence about which one is better", () => {
    const run = numberedRun(1, 1);
    const scenario = { ...run.scenario, phases: { ...run.scenario.phases, measureMs: 7000 } };
    const other = compare(sideOf("old", [run]), sideOf("new", [numberedRun(1, 2, { scenario })]));
    expect(other.sentence).toContain("were not asked the same (length)");
    expect(other.differences[0]).toMatchObject({ what: "length", about: "traffic" });
  });

  test("the same requests under other words are the same traffic: a simulation beside what it simulates", () => {
    const run = numberedRun(1, 1);
    const simulated = numberedRun(1.5, 1, {
      source: "simulated",
      target: { ...run.target, payload: "nothing: only sizes are simulated" },
    });
    const beside = compare(sideOf("real", [run]), sideOf("simulated", [simulated]));
    expect(beside.sentence).toContain("slower at p99");
    expect(beside.notices).toContain("simulated results stand beside measured ones");
  });

  test("another machine is a notice", () => {
    const environment = { cpu: "another one" };
    const moved = compare(
      sideOf("a", [numberedRun(1, 1)]),
      sideOf("b", [numberedRun(1, 1, { environment, seed: 1 })]),
    );
    expect(moved.notices.join()).toContain("the machines differ in cpu");
  });

  test("a result that is given twice counts once, and one on both sides is said", () => {
    const run = numberedRun(1, 1);
    const twice = compare(sideOf("a", [run, run]), sideOf("b", [run]));
    expect(twice.sides[0]?.documents).toHaveLength(1);
    expect(twice.notices.join()).toContain("it is the same result as a/1");
    expect(twice.notices).toContain("one and the same result stands on A and B");
  });

  test("kinds that differ are refused, and one side alone too", () => {
    const gate = sideOf("g", [gateOf(pairsOf(1))]);
    expect(() => compare(sideOf("a", [numberedRun(1, 1)]), gate)).toThrow("a/1 is a run, and g/1 is a gate");
    expect(() => compare(gate)).toThrow("one side alone");
    expect(() => compare(...Array.from({ length: 9 }, () => gate))).toThrow("9 sides");
  });

  test("prices in two currencies are not compared", () => {
    const run = numberedRun(1, 1);
    const euros = numberedRun(1, 2, { cost: { ...run.cost, currency: "EUR" } });
    const mixed = compare(sideOf("a", [run]), sideOf("b", [euros]));
    expect(row(mixed, "cost")).toBeUndefined();
    expect(mixed.notices.join()).toContain("prices are in USD and EUR");
  });
});

test("gates are compared by their verdicts, sweeps by the points they have in common", () => {
  const gates = compare(sideOf("a", [gateOf(pairsOf(1))]), sideOf("b", [gateOf(pairsOf(1.4))]));
  expect(gates.sentence).toBe("A: PASS; B: FAIL.");
  const sweep = readResultFile("reports/samples/sweep-digits", "sweep");
  const faster = {
    ...sweep,
    startedAt: "2026-11-30T00:00:00.000Z",
    points: sweep.points
      .slice(1)
      .map((point) => ({ ...point, inferencesPerSec: 2 * (point.inferencesPerSec ?? 0) })),
  };
  const sweeps = compare(sideOf("a", [sweep]), sideOf("b", [faster]));
  const common = sweep.points.length - 1;
  expect(sweeps.sentence).toBe(
    `Of ${common} points that A and B have in common, B has more inferences/s at ${common} and fewer at 0.`,
  );
});

test("the order in which repeated runs are named changes nothing", () => {
  const [a, b] = [noisyRuns(1, 4), noisyRuns(1.1, 4)];
  const { rows, sentence, differences } = compare(sideOf("a", a), sideOf("b", b));
  fc.assert(
    fc.property(
      fc.shuffledSubarray(a, { minLength: 4 }),
      fc.shuffledSubarray(b, { minLength: 4 }),
      (left, right) => {
        const shuffled = compare(sideOf("a", left), sideOf("b", right));
        expect({
          rows: shuffled.rows,
          sentence: shuffled.sentence,
          differences: shuffled.differences,
        }).toEqual({
          rows,
          sentence,
          differences,
        });
      },
    ),
    { numRuns: 8, seed: 3 },
  );
});

test("closed loops with other numbers in flight are not asked the same, though neither has a schedule", () => {
  const closed = (concurrency: number): RunResult => {
    const run = numberedRun(1, concurrency);
    return {
      ...run,
      scenario: { ...run.scenario, load: { kind: "closed", concurrency } },
      // The digest of a schedule without a request, which all closed loops share.
      schedule: { ...run.schedule, sha256: "nothing", requests: 0 },
    };
  };
  const other = compare(sideOf("few", [closed(4)]), sideOf("many", [closed(16)]));
  expect(other.sentence).toMatch(/^The sides were not asked the same \(load options\)/);
  const same = compare(sideOf("a", [closed(4)]), sideOf("b", [{ ...closed(4), startedMonotonicNs: "5" }]));
  expect(same.sentence).not.toContain("not asked the same");
});

test("costs are told in the currency of their documents", () => {
  const inEuro = (number: number): RunResult => {
    const run = numberedRun(1, number);
    return { ...run, cost: { ...run.cost, currency: "EUR" } };
  };
  const { comparison } = compareSides(
    [sideOf("a", [inEuro(1)]), sideOf("b", [inEuro(2)])],
    ["cost"],
    "0.0.0",
  );
  const [cost] = comparison.rows;
  expect(formatCompared(cost?.figure as ComparedFigure, 2)).toBe("2.00 EUR");
  expect(COMPARE_EXPORTS.markdown.render(comparison)).toMatch(/per million requests.*EUR/);
  expect(COMPARE_EXPORTS.markdown.render(comparison)).not.toContain("$");
});
