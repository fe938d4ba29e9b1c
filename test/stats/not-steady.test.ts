import { describe, expect, it } from "vitest";
import { createRng } from "../../src/core/rng.ts";
import { notSteady } from "../../src/stats/checks/not-steady.ts";
import { LatencyBlocks } from "../../src/stats/latency-blocks.ts";
import { blocksOf } from "./blocks-of.ts";
import { queue, TRAFFIC } from "./queue.ts";

describe("the check, on a simulated server", () => {
  const RUNS = 40;
  const alarms = (
    traffic: keyof typeof TRAFFIC,
    load: number,
    slowness?: (share: number) => number,
    lengthMs = 30_000,
    runs = RUNS,
  ) => {
    let count = 0;
    for (let seed = 1; seed <= runs; seed++) {
      const blocks = new LatencyBlocks();
      for (const { atMs, latencyMs } of queue(TRAFFIC[traffic](load), lengthMs, seed, slowness))
        blocks.record(atMs, latencyMs);
      const { all, blockMs } = blocks;
      if (!notSteady({ loop: "open", stationary: true, blocks: all, blockMs }).holds) count++;
    }
    return count;
  };
  /** Three times as slow at first, faster and faster until it is as fast as ever at a third of the run. */
  const warming = (share: number) => Math.max(1, 3 - 6 * share);
  const wearing = (share: number) => 1 + share / 2;
  const slowMiddle = (share: number) => (share >= 1 / 3 && share < 2 / 3 ? 3 : 1);
  const slowHead = (share: number) => (share < 1 / 3 ? 3 : 1);
  const slowEnd = (share: number) => (share >= 2 / 3 ? 2 : 1);

  // A true rate of 2 % gives 5 or more of 40 with a chance of 0.1 %.
  it.each([
    ["poisson", 0.3],
    ["poisson", 0.6],
    ["poisson", 0.85],
    ["gamma", 0.3],
    ["gamma", 0.6],
    ["gamma", 0.85],
    ["mmpp", 0.3],
    ["mmpp", 0.6],
    ["mmpp", 0.85],
  ] as const)("does not cry wolf: %s at %d of its capacity", (traffic, load) => {
    expect(alarms(traffic, load)).toBeLessThan(5);
  });

  // Measured 82 of 100 and more (docs/metrics.md): fewer than 8 of 16 come with a chance of 0.1 %.
  it.each([
    ["a warm-up", "poisson", 0.3, warming, 30_000],
    ["a warm-up", "poisson", 0.6, warming, 30_000],
    ["wear", "poisson", 0.6, wearing, 60_000],
    ["a slow middle third", "poisson", 0.3, slowMiddle, 30_000],
    ["a slow middle third", "poisson", 0.3, slowMiddle, 60_000],
    ["a slow middle third", "poisson", 0.6, slowMiddle, 30_000],
    ["a slow middle third", "poisson", 0.6, slowMiddle, 60_000],
    ["a slow first third that is mended at once", "poisson", 0.6, slowHead, 30_000],
    ["a slow first third that is mended at once", "poisson", 0.6, slowHead, 60_000],
    ["a last third that is twice as slow", "poisson", 0.3, slowEnd, 30_000],
    ["a last third that is twice as slow", "poisson", 0.6, slowEnd, 60_000],
  ] as const)("finds %s under %s traffic at %d of its capacity", (_, traffic, load, slowness, lengthMs) => {
    expect(alarms(traffic, load, slowness, lengthMs, 16)).toBeGreaterThanOrEqual(8);
  });
});

describe("the check", () => {
  const rng = createRng(1, "noise");
  const LENGTH = 40;
  const series = (meanMs: (i: number) => number) => Array.from({ length: LENGTH }, (_, i) => meanMs(i));
  const fallingMs = series((i) => 50 - i + rng());
  const falling = blocksOf(fallingMs);
  /** Response time of 5 ms, and another in some of the blocks, of a second each. */
  const episode = (from: number, to: number, slowMs: number, counts?: number[]) => {
    const blocks = blocksOf(
      series((i) => (i >= from && i < to ? slowMs : 5) + rng() / 4),
      counts,
    );
    return notSteady({ loop: "open", stationary: true, blocks, blockMs: 1000 });
  };
  const judged = { loop: "open", stationary: true, blocks: falling } as const;

  it("is called by what it looks for, not by what nobody can show", () => {
    expect(notSteady(judged).title).toBe("no trend or step was found");
  });

  it("says which way a trend went, from where to where, and what to do", () => {
    const check = notSteady(judged);
    expect(check.holds).toBe(false);
    expect(check.message).toMatch(
      /response time had a trend: its mean went from 44\.\d ms in the first third of the measured part to 17\.\d ms in the last/,
    );
    expect(check.cure).toMatch(/warm-up/);
    expect(notSteady({ ...judged, blocks: falling.toReversed() }).cure).toMatch(/wears/);
  });

  it.each([
    ["in the middle", 12, 20, "changed from 12 s to 20 s of the measured part", /at that time/],
    ["at the end", 30, 40, "changed from 30 s of the measured part on", /wears/],
    ["at the start", 0, 9, "changed until 9 s of the measured part", /warm-up/],
    ["in all but the start", 10, 40, "changed until 10 s of the measured part", /at that time/],
  ])("says when an episode %s began and ended, by how much, and what to do", (_, from, to, when, cure) => {
    const check = episode(from, to, 9);
    expect(check.holds).toBe(false);
    expect(check.message).toContain(`response time ${when}: its mean was `);
    const [, within, rest] =
      /mean was (\d\.\d+) ms then and (\d\.\d+) ms in the rest of the run/.exec(check.message) ?? [];
    expect([Number(within), Number(rest)].map(Math.floor).sort()).toEqual([5, 9]);
    expect(check.message).toContain("while 10.0/s were answered, 10.0/s in the rest");
    expect(check.cure).toMatch(cure);
  });

  it("finds a stretch in which the server was faster, and does not take it for a warm-up", () => {
    const check = episode(12, 20, 2);
    expect(check.message).toContain("from 12 s to 20 s of the measured part: its mean was 2.");
    expect(check.cure).toMatch(/at that time/);
  });

  it("lays an episode to the traffic where that was heavier at the same time", () => {
    const counts = series((i) => (i >= 12 && i < 20 ? 12 : 10) + Math.floor(rng() * 5));
    const check = episode(12, 20, 9, counts);
    expect(check.holds).toBe(true);
    expect(check.observed).toMatch(/step or episode from 12 s to 20 s .*, as the traffic did/);
  });

  it("counts blocks without any answer when it says when", () => {
    const counts = series((i) => (i % 2 === 0 ? 10 : 0));
    expect(episode(12, 24, 9, counts).message).toContain("from 12 s to 23 s of the measured part");
  });

  it.each([
    ["the rate changes by plan", { stationary: false }, /rate changes by plan/],
    ["there are 19 blocks", { blocks: falling.slice(0, 19) }, /too short/],
    [
      "the traffic has long bursts",
      {
        blocks: blocksOf(
          fallingMs,
          series((i) => (i < 20 ? 10 : 100)),
        ),
      },
      /bursts of the traffic/,
    ],
    ["the plan holds few bursts", { wandering: "the run holds about 1.8 bursts" }, /about 1\.8 bursts/],
  ])("does not apply where %s", (_, changes, reason) => {
    const check = notSteady({ ...judged, ...changes });
    expect(check).toMatchObject({ holds: true, applies: false });
    expect(check.observed).toMatch(reason);
  });

  it("lets pass a trend and an episode that no decision hangs on: 400 ms, and later or meanwhile a little more", () => {
    const drift = (byMs: number) => blocksOf(series((i) => 400 + (byMs * i) / 40 + rng() / 8));
    const small = notSteady({ ...judged, blocks: drift(4) });
    expect(small.holds).toBe(true);
    expect(small.observed).toMatch(/trend: \d\.\d standard deviations, a change by 0\.\d+ %/);
    expect(notSteady({ ...judged, blocks: drift(40) }).holds).toBe(false);
    const meanwhile = (byMs: number) =>
      notSteady({ ...judged, blocks: blocksOf(series((i) => 400 + (i >= 10 && i < 18 ? byMs : 0) + rng())) });
    expect(meanwhile(60).holds).toBe(true);
    expect(meanwhile(60).observed).toMatch(/which moved the mean by [23]\.\d %/);
    expect(meanwhile(200).holds).toBe(false);
  });

  it("in a closed loop a server that speeds up makes more traffic, which is no excuse", () => {
    const faster = blocksOf(
      fallingMs,
      fallingMs.map((meanMs) => Math.round(1000 / meanMs)),
    );
    expect(notSteady({ ...judged, blocks: faster }).holds).toBe(true);
    const closed = notSteady({ ...judged, loop: "closed", blocks: faster });
    expect(closed.holds).toBe(false);
    expect(closed.message).not.toContain("were answered");
  });
});
