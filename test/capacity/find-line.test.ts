import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineOf } from "../../src/capacity/line.ts";
import type { Probe, ProbeAnswer } from "../../src/capacity/probe.ts";
import { planOf, searchLine } from "./search-line.ts";

/** The answers of a server that is known to the last digit, with a stretch around each line in which a run decides nothing. */
const known =
  (linesPerSec: readonly number[], openShare = 0) =>
  ({ ratePerSec }: { readonly ratePerSec: number }): ProbeAnswer[] =>
    linesPerSec.map((linePerSec) => {
      if (Math.abs(ratePerSec / linePerSec - 1) < openShare) return "not shown";
      return ratePerSec <= linePerSec ? "holds" : "misses";
    });

const PURPOSES = ["bracket", "narrow", "guard", "grid", "confirm"];

describe("a line that is known to the last digit", () => {
  it("lies in the interval, which is narrow, and is confirmed, with at most 12 probes", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.05, max: 1.2, noNaN: true }), (share) => {
        const linePerSec = 100 * share;
        const { asked, line } = searchLine(planOf(), known([linePerSec]));
        expect(asked.length).toBeLessThanOrEqual(12);
        expect(line).toMatchObject({ state: "found", isMonotone: true, confirmed: true });
        expect(line.lowPerSec).toBeLessThanOrEqual(linePerSec);
        expect(line.highPerSec).toBeGreaterThan(linePerSec);
        expect((line.highPerSec ?? 0) / (line.lowPerSec ?? 1)).toBeLessThan(1.06);
      }),
      { numRuns: 60 },
    );
  });

  it("a probe that decides nothing counts for neither side: the interval is around the stretch that is open", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.2, max: 1, noNaN: true }),
        fc.constantFrom(0.03, 0.08),
        (share, open) => {
          const linePerSec = 100 * share;
          const { asked, line } = searchLine(planOf(), known([linePerSec], open));
          expect(asked.length).toBeLessThanOrEqual(12);
          expect(line).toMatchObject({ state: "found", confirmed: true });
          expect(line.lowPerSec).toBeLessThanOrEqual(linePerSec * (1 - open));
          expect(line.highPerSec).toBeGreaterThanOrEqual(linePerSec * (1 + open));
          expect((line.highPerSec ?? 0) / (line.lowPerSec ?? 1)).toBeLessThan(1.2 + 2 * open);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("without a peak the search still gets there, from far below and from far above", () => {
    for (const [firstPerSec, linePerSec] of [
      [10, 300],
      [300, 20],
    ] as const) {
      const plan = planOf({ firstPerSec, peakPerSec: null, lowestPerSec: 1, mostProbes: 14 });
      const { line } = searchLine(plan, known([linePerSec]));
      expect(line.lowPerSec).toBeLessThanOrEqual(linePerSec);
      expect(line.highPerSec).toBeGreaterThan(linePerSec);
    }
  });

  it("the answer is guarded by a probe on each side, neither next to it nor far away", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.05, max: 1.2, noNaN: true }), (share) => {
        const { probes, line } = searchLine(planOf(), known([100 * share]));
        const rates = probes.map(({ ratePerSec }) => ratePerSec);
        const { lowPerSec, highPerSec } = line as { lowPerSec: number; highPerSec: number };
        expect(rates.some((rate) => rate > 1.15 * highPerSec && rate < 1.6 * highPerSec)).toBe(true);
        expect(rates.some((rate) => rate < lowPerSec / 1.15 && rate > lowPerSec / 1.6)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});

describe("a line that cannot be drawn as asked", () => {
  it("objectives that miss at the lowest load, too, are unreachable, and little is spent on them", () => {
    const { line, asked, reason } = searchLine(planOf(), () => ["misses"]);
    expect(line).toMatchObject({ state: "unreachable", lowPerSec: null });
    expect(asked.map(({ ratePerSec }) => ratePerSec).at(-1)).toBe(1);
    expect(asked.length).toBeLessThanOrEqual(6);
    expect(reason).toContain("miss at the lowest load that was tried");
  });

  it("runs that decide nothing anywhere show nothing, and are no miss", () => {
    const { line, reason } = searchLine(planOf(), () => ["not shown"]);
    expect(line).toMatchObject({ state: "not shown", lowPerSec: null, highPerSec: null });
    expect(reason).toContain("decided nothing");
  });

  it("where nothing misses, and the sending machine spoils what is above, the line is at least the highest that holds", () => {
    const { line, asked } = searchLine(planOf(), ({ ratePerSec }) => (ratePerSec > 80 ? null : ["holds"]));
    expect(line).toMatchObject({ state: "at least", highPerSec: null, confirmed: true });
    expect(line.lowPerSec).toBeGreaterThan(70);
    expect(asked.length).toBeLessThanOrEqual(12);
  });

  it("one load that was spoiled beside the line, as where no run is steady, does not hide the miss above it", () => {
    const { line } = searchLine(planOf(), ({ ratePerSec }) =>
      ratePerSec > 90 && ratePerSec < 105 ? null : [ratePerSec <= 90 ? "holds" : "misses"],
    );
    expect(line).toMatchObject({ state: "found", confirmed: true });
    expect(line.highPerSec).toBeGreaterThanOrEqual(105);
  });

  it("a load that keeps the objectives above one that misses them is seen, and a grid is measured around both", () => {
    // Holds up to 50, misses up to 60, holds again up to 90: the search starts at 55 and goes down.
    const answer = (rate: number): ProbeAnswer =>
      rate <= 50 || (rate > 60 && rate <= 90) ? "holds" : "misses";
    const { line, asked } = searchLine(planOf(), ({ ratePerSec }) => [answer(ratePerSec)]);
    expect(line).toMatchObject({ state: "found", isMonotone: false, confirmed: true });
    expect(line.lowPerSec).toBeLessThanOrEqual(50);
    expect(asked.filter(({ purpose }) => purpose === "grid").length).toBeGreaterThan(0);
    expect(asked.length).toBeLessThanOrEqual(12);
  });

  it("a server that fails too many requests under every load is given up, and the reason says how many", () => {
    const { asked, reason } = searchLine(planOf(), () => ["misses"], [], 0.3);
    expect(asked).toHaveLength(2);
    expect(reason).toBe(
      "given up: more than 5.0 % of the requests failed in every probe (30 % at 55.0/s, 30 % at 27.5/s)",
    );
    expect(searchLine(planOf({ mostErrors: 0.5 }), () => ["misses"], [], 0.3).asked.length).toBeGreaterThan(
      2,
    );
  });

  it("an answer that a fresh seed contradicts is no answer: the next lower one is confirmed instead", () => {
    const { line, asked, probes } = searchLine(planOf(), ({ ratePerSec, take }) => [
      ratePerSec <= (take === 0 ? 80 : 76) ? "holds" : "misses",
    ]);
    expect(asked.filter(({ purpose }) => purpose === "confirm").length).toBeGreaterThan(1);
    expect(line.confirmed).toBe(true);
    expect(line.lowPerSec).toBeLessThanOrEqual(76);
    const takes = probes.filter(({ take }) => take > 0).map(({ take }) => take);
    expect(new Set(takes).size).toBe(takes.length);
  });
});

describe("the search", () => {
  it("finds the lines of several tiers with the same probes, the first one to its end", () => {
    const lines = [40, 40, 70];
    const { probes } = searchLine(planOf({ tiers: 3 }), known(lines));
    expect(probes.length).toBeLessThanOrEqual(12);
    for (const [tier, linePerSec] of lines.entries()) {
      const { lowPerSec, highPerSec } = lineOf(probes, tier);
      expect(lowPerSec).toBeLessThanOrEqual(linePerSec);
      expect(highPerSec).toBeGreaterThan(linePerSec);
    }
    expect(lineOf(probes, 0).confirmed).toBe(true);
  });

  it("goes on where it was from the probes alone, whatever they showed, and ends within its budget", () => {
    const answer = fc.constantFrom<ProbeAnswer | null>("holds", "misses", "not shown", null);
    fc.assert(
      fc.property(fc.array(answer, { minLength: 14, maxLength: 14 }), fc.nat(11), (answers, cut) => {
        const play = (from: number, known: readonly Probe[] = []) => {
          let next = from;
          return searchLine(
            planOf(),
            () => {
              const one = answers[next++] ?? null;
              return one === null ? null : [one];
            },
            known,
          );
        };
        const whole = play(0);
        expect(whole.probes.length).toBeLessThanOrEqual(12);
        for (const { purpose } of whole.asked) expect(PURPOSES).toContain(purpose);
        const begun = whole.probes.slice(0, Math.min(cut, whole.probes.length));
        expect(play(begun.length, begun).probes).toEqual(whole.probes);
      }),
      { numRuns: 60 },
    );
  });
});

describe("a search that begins near its line, and that fresh seeds repeat anyhow", () => {
  const plan = (changes: object = {}) =>
    planOf({
      firstPerSec: 100,
      peakPerSec: null,
      nearStep: 1.1,
      isRepeated: true,
      tolerance: 0.025,
      ...changes,
    });

  it("finds it with a few probes, without guard points or confirmation", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.92, max: 1.09, noNaN: true }), (share) => {
        const { asked, line } = searchLine(plan(), known([100 * share]));
        expect(asked.length).toBeLessThanOrEqual(5);
        expect(new Set(asked.map(({ purpose }) => purpose))).toEqual(new Set(["bracket", "narrow"]));
        expect(asked.every(({ take }) => take === 0)).toBe(true);
        expect(line.state).toBe("found");
        expect((line.highPerSec ?? 0) / (line.lowPerSec ?? 1)).toBeLessThan(1.0251);
      }),
      { numRuns: 30 },
    );
  });

  it("narrows the lower end alone where loads between decide nothing", () => {
    const { asked, line } = searchLine(plan(), known([100], 0.08));
    expect(asked.length).toBeLessThanOrEqual(8);
    expect((line.nextPerSec ?? 0) / (line.lowPerSec ?? 1)).toBeLessThan(1.0251);
    expect(line.lowPerSec).toBeLessThanOrEqual(92);
    expect(line.highPerSec).toBeGreaterThanOrEqual(108);
  });

  it.each([0.1, 0.5, 5])("finds one that is %f times its first rate, too", (times) => {
    const { line } = searchLine(plan(), known([100 * times]));
    expect(line).toMatchObject({ state: "found" });
    expect(line.lowPerSec).toBeLessThanOrEqual(100 * times);
    expect(line.highPerSec).toBeGreaterThan(100 * times);
  });

  it("gets down to the lowest load where none holds, unless it is to be given up", () => {
    const failing = (mostErrors: number) =>
      searchLine(plan({ mostErrors }), known([0.5]), [], 1).probes.map(({ ratePerSec }) => ratePerSec);
    expect(Math.min(...failing(1))).toBe(1);
    expect(failing(0.05)).toHaveLength(2);
  });
});
