import { expect, test } from "vitest";
import { forTerminal } from "../../../src/core/terminal-text.ts";
import { renderCalibrationRun, renderDoctor } from "../../../src/report/doctor/text.ts";
import type { CalibrationRun, DoctorResult } from "../../../src/result/doctor-result.ts";

const RUN: CalibrationRun = {
  ratePerSec: 1000,
  measuredMs: 3000,
  valid: true,
  reasons: [],
  answeredShare: 1,
  responseMs: { p50: 0.1, p99: 0.82 },
  sendLagMs: { p50: 0.01, p99: 0.4 },
  machineLagMs: null,
  cpuPerRequestUs: 41.5,
};
const RESULT: DoctorResult = {
  schemaVersion: 1,
  kind: "doctor",
  plimsollVersion: "0.0.0",
  startedAt: "2026-11-22T00:00:00.000Z",
  environment: { cpu: "ACME 9000", node: "v20.20.2" },
  target: { url: null, local: true },
  believable: true,
  checks: [
    {
      id: "a",
      title: "first",
      observed: "as it should be",
      status: "ok",
      meaning: "Why a matters.",
      cure: null,
    },
    {
      id: "b",
      title: "second",
      observed: "so so ".repeat(30).trim(),
      status: "warn",
      meaning: "Why b matters.",
      cure: "mend b",
    },
    {
      id: "c",
      title: "third",
      observed: "not to be had",
      status: "unknown",
      meaning: "Why c matters.",
      cure: null,
    },
  ],
  calibration: {
    cores: 2,
    floor: RUN,
    search: [{ ...RUN, ratePerSec: 16_000, valid: false, reasons: ["late"], answeredShare: 0.9996 }],
    believedPerSec: 8000,
    refusedPerSec: 16_000,
  },
  secondOpinion: null,
};
const render = (changes: Partial<DoctorResult> = {}) =>
  renderDoctor({ ...RESULT, ...changes }, { colour: false });

test("fits 100 columns, and says why and what to do only where all is not well", () => {
  const text = render();
  expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
  expect(text).not.toContain("Why a matters.");
  expect(text).toContain("Why b matters.");
  expect(text).toContain("to do: mend b");
  expect(text).toContain("Why c matters.");
  expect(text).not.toMatch(/null|NaN|undefined/);
});

test("ends with one sentence: the rate, the cores, the error, and that the rate is a lower bound", () => {
  expect(render().split("\n\n").at(-1)?.replaceAll("\n", " ")).toBe(
    "Believe this machine up to 8,000/s per worker thread, on 2 cores (a lower bound: the server of the calibration " +
      "had to share them); latencies below 820 µs are of the order of its own error.",
  );
});

test("a bad check forbids to believe, and is named", () => {
  const checks = RESULT.checks.map((check) =>
    check.id === "b" ? { ...check, status: "bad" as const } : check,
  );
  const last = render({ believable: false, checks }).split("\n\n").at(-1);
  expect(last).toBe("Do not believe this machine as a load generator: second would spoil what it measures.");
});

test("a share that is not all is never shown as all, and what was not measured is a dash", () => {
  const row = render()
    .split("\n")
    .find((line) => line.includes("16,000/s"));
  expect(row).toMatch(/ 99\.960 % .* — .*late$/);
});

test("a run of the calibration is told in a line", () => {
  expect(renderCalibrationRun(RUN)).toBe("calibrating: 1,000/s valid");
  const lost = { ...RUN, valid: false, reasons: ["late", "not-answered"] };
  expect(renderCalibrationRun(lost)).toBe("calibrating: 1,000/s late, not-answered");
});

test("colour adds nothing to the words", () => {
  const colours = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, "g");
  expect(forTerminal(renderDoctor(RESULT, { colour: true }), true).replace(colours, "")).toBe(render());
});
