import { describe, expect, test } from "vitest";
import { forTerminal } from "../../../src/core/terminal-text.ts";
import { renderSweepSummary } from "../../../src/report/sweep/text.ts";
import { deepFreeze } from "../deep-freeze.ts";
import {
  adaptiveSweep,
  BROKEN_INT8,
  bareSweep,
  emptySweep,
  invalidSweep,
  lengthsSweep,
  richSweep,
  SYNTHETIC,
  sweepResult,
} from "./fixture.ts";

const SWEEPS = {
  full: deepFreeze(sweepResult()),
  broken: deepFreeze(sweepResult({ accuracy: BROKEN_INT8 })),
  synthetic: deepFreeze(sweepResult({ accuracy: SYNTHETIC })),
  adaptive: deepFreeze(adaptiveSweep()),
  lengths: deepFreeze(lengthsSweep()),
  rich: deepFreeze(richSweep()),
  bare: deepFreeze(bareSweep()),
  invalid: deepFreeze(invalidSweep()),
  empty: deepFreeze(emptySweep()),
};
const plain = (sweep: keyof typeof SWEEPS) => renderSweepSummary(SWEEPS[sweep], { colour: false });
const said = (sweep: keyof typeof SWEEPS) => plain(sweep).replaceAll(/\s+/g, " ");

describe.each(Object.keys(SWEEPS) as (keyof typeof SWEEPS)[])("the summary of a %s sweep", (sweep) => {
  test("begins with the verdict, gives the answer next, and stays within 35 lines of 100 columns", () => {
    const { partial, best, answer } = SWEEPS[sweep];
    const lines = plain(sweep).split("\n");
    expect(lines[0]).toMatch(partial ? /^PARTIAL {2}/ : best === null ? /^NOT FOUND {2}/ : /^FOUND {2}/);
    expect(lines.length).toBeLessThanOrEqual(35);
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(100);
    expect(said(sweep)).toContain(`answer ${answer}`);
    expect(plain(sweep)).not.toMatch(/NaN|undefined|null|Infinity/);
  });

  test("colour adds nothing but colour", () => {
    const coloured = renderSweepSummary(SWEEPS[sweep], { colour: true });
    expect(coloured).not.toBe(plain(sweep));
    expect(forTerminal(coloured, false)).toBe(plain(sweep));
    const [first, ...styled] = forTerminal(coloured, true).split("\u001b");
    expect([first, ...styled.map((part) => part.replace(/^\[\d+m/, ""))].join("")).toBe(plain(sweep));
  });

  test("says how much was measured and why it ended", () => {
    const { search } = SWEEPS[sweep];
    expect(said(sweep)).toMatch(
      new RegExp(`measured ${search.measuredPoints} of ${search.gridPoints} point`),
    );
    expect(said(sweep)).toContain(`ended ${search.stopReason}`);
  });
});

test("names the best five points, the best first", () => {
  const rows = plain("full")
    .split("\n")
    .filter((line) => /^\d {2}/.test(line));
  expect(rows).toHaveLength(5);
  const { batch, concurrency } = SWEEPS.full.best?.point ?? {};
  expect(rows[0]).toMatch(new RegExp(`^1 {2}int8, ${batch} items? a request, ${concurrency} in flight`));
});

test("a best point that is not shown to hold the objectives is no find", () => {
  const { full } = SWEEPS;
  const points = full.points.map((point) =>
    point.holds ? { ...point, answer: "not shown" as const } : point,
  );
  expect(renderSweepSummary({ ...full, points }, { colour: false })).toMatch(/^NOT SHOWN {2}/);
});

test("a variant that fails its level is among no best points, and is said to be never recommended", () => {
  expect(plain("broken")).not.toMatch(/^\d {2}int8/m);
  expect(said("broken")).toMatch(
    /int8: 91\.1 % \(−5\.37 points; 31 lost, 2 won\), .* ≥ 99 %: fail; never recommended/,
  );
});

test("without labels it speaks of fidelity, not of accuracy", () => {
  expect(said("synthetic")).toContain("numerical fidelity");
  expect(said("synthetic")).toContain("int8: not known, no labels; same class as the reference in 99.26 %");
});

test("points that were only probed are marked, where there are no others", () => {
  const probed = sweepResult({ state: () => "probed" });
  expect(renderSweepSummary(probed, { colour: false })).toMatch(/^1 {2}int8, .* \(probed\)/m);
  expect(plain("adaptive")).not.toContain("(probed)");
});

test("text of a server cannot steer the terminal", () => {
  const { target } = SWEEPS.full;
  const hostile = { ...SWEEPS.full, target: { ...target, model: "\u001b[2Jmodel" } };
  expect(renderSweepSummary(hostile, { colour: false })).not.toContain("\u001b");
});
