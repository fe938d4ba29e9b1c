import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng } from "../../src/core/rng.ts";
import { RowStore } from "../../src/traces/row-store.ts";
import { compressTime, RateCurveScaler, SCALINGS, scalingNotes, superpose } from "../../src/traces/scale.ts";
import { burstOf, generate } from "./traffic.ts";

const timesArbitrary = fc
  .array(fc.double({ min: 0, max: 5000, noNaN: true }), { minLength: 1, maxLength: 60 })
  .map((gaps) => {
    let atMs = -(gaps[0] ?? 0);
    return gaps.map((gap) => (atMs += gap));
  });

function superposed(times: readonly number[] | Float64Array, copies: number, seed: number) {
  const store = new RowStore();
  for (const [i, atMs] of times.entries()) store.add(atMs, i, Number.NaN);
  const rows: [number, number][] = [];
  superpose(store, copies, createRng(seed, "t"), (atMs, row) => rows.push([atMs, row]));
  return rows;
}

function onCurve(times: readonly number[] | Float64Array, by: number, seed: number): number[] {
  const out: number[] = [];
  const scaler = new RateCurveScaler(by, 1000, createRng(seed, "t"), (atMs) => out.push(atMs));
  for (const atMs of times) scaler.add(atMs, 1, 2);
  scaler.flush();
  return out;
}

const rising = (times: readonly number[]) => times.every((atMs, i) => i === 0 || atMs >= (times[i - 1] ?? 0));

describe("time compression", () => {
  it("divides every offset", () => {
    const out: number[] = [];
    const add = compressTime(4, (atMs) => out.push(atMs));
    for (const atMs of [0, 10, 30]) add(atMs, 1, 1);
    expect(out).toEqual([0, 2.5, 7.5]);
  });
});

describe("superposition", () => {
  it("has every row N times, in order, within one circle", () => {
    fc.assert(
      fc.property(timesArbitrary, fc.integer({ min: 1, max: 6 }), fc.nat(), (times, copies, seed) => {
        const rows = superposed(times, copies, seed);
        expect(rising(rows.map(([atMs]) => atMs))).toBe(true);
        for (const row of times.keys()) expect(rows.filter(([, of]) => of === row)).toHaveLength(copies);
        expect(rows).toHaveLength(copies * times.length);
        const last = times.at(-1) ?? 0;
        expect(rows.at(-1)?.[0] ?? 0).toBeLessThanOrEqual(last + last / Math.max(1, times.length - 1));
      }),
    );
  });

  it("one copy is the trace", () => {
    expect(superposed([0, 3, 9], 1, 1).map(([atMs]) => atMs)).toEqual([0, 3, 9]);
  });

  it("keeps IDC and lowers peak to mean", () => {
    const times = generate({ kind: "mmpp", ratePerSec: 20, burst: 10, share: 0.05, dwellMs: 3000 }, 3000, 1);
    const before = burstOf(times).finish();
    const after = burstOf(superposed(times, 4, 2).map(([atMs]) => atMs)).finish();
    expect((after.windows[1]?.idc ?? 0) / (before.windows[1]?.idc ?? 1)).toBeCloseTo(1, 0);
    expect(after.windows[1]?.peakToMean).toBeLessThan(0.75 * (before.windows[1]?.peakToMean ?? 0));
  });
});

describe("rate curve", () => {
  it("has N·n arrivals where a bin had n, rounded up or down, in order", () => {
    fc.assert(
      fc.property(timesArbitrary, fc.double({ min: 1, max: 5, noNaN: true }), fc.nat(), (times, by, seed) => {
        const out = onCurve(times, by, seed);
        expect(rising(out)).toBe(true);
        const inBin = (all: readonly number[], bin: number) =>
          all.filter((atMs) => Math.floor(atMs / 1000) === bin).length;
        for (const bin of new Set(times.map((atMs) => Math.floor(atMs / 1000)))) {
          const exact = by * inBin(times, bin);
          expect(Math.abs(inBin(out, bin) - exact)).toBeLessThan(1 + 1e-9);
        }
      }),
    );
  });

  it("thins for N < 1: every arrival left was there before", () => {
    const times = generate({ kind: "poisson", ratePerSec: 50 }, 200, 1);
    const out = onCurve(times, 0.3, 1);
    const before = new Set(times);
    expect(out.every((atMs) => before.has(atMs))).toBe(true);
    expect(Math.abs(out.length - 0.3 * times.length)).toBeLessThan(5 * Math.sqrt(0.21 * times.length));
  });

  it("keeps peak to mean, and IDC grows with N", () => {
    const times = generate({ kind: "mmpp", ratePerSec: 20, burst: 10, share: 0.05, dwellMs: 3000 }, 3000, 1);
    const before = burstOf(times).finish();
    const after = burstOf(onCurve(times, 3, 2)).finish();
    expect((after.windows[10]?.peakToMean ?? 0) / (before.windows[10]?.peakToMean ?? 1)).toBeCloseTo(1, 1);
    expect((after.windows[10]?.idc ?? 0) / (before.windows[10]?.idc ?? 1)).toBeCloseTo(3, 0);
  });
});

it("each meaning says what stays and what changes", () => {
  for (const how of Object.keys(SCALINGS) as (keyof typeof SCALINGS)[]) {
    expect(scalingNotes(how, 2, 1).map((note) => note.split(":")[0])).toEqual(["stays", "changes"]);
  }
});
