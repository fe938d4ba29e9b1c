import { expect, test } from "vitest";
import { checkCalibration } from "../../../src/commands/doctor/calibration-checks.ts";
import type { CalibrationRun } from "../../../src/result/doctor-result.ts";

const RUN: CalibrationRun = {
  ratePerSec: 1000,
  measuredMs: 3000,
  valid: true,
  reasons: [],
  answeredShare: 1,
  responseMs: { p50: 0.1, p99: 0.8 },
  sendLagMs: { p50: 0.01, p99: 0.4 },
  machineLagMs: { p50: 0.05, p99: 0.3 },
  cpuPerRequestUs: 40,
};
const CALM = { cpus: 2, busy: 0.6, idle: 0.4, steal: 0 };

function checksOf(
  floor: Partial<CalibrationRun>,
  believedPerSec: number | null,
  search: CalibrationRun[] = [],
  refusedPerSec: number | null = null,
) {
  return checkCalibration({ floor: { ...RUN, ...floor }, search, believedPerSec, refusedPerSec }, CALM);
}

test("a calm machine with a valid rate has nothing to cure", () => {
  const checks = checksOf({}, 8000);
  expect(checks.map(({ id, status, cure }) => [id, status, cure])).toEqual([
    ["steal", "ok", null],
    ["send-lag", "ok", null],
    ["rate", "ok", null],
  ]);
});

test("lag above a millisecond is warned of, beside the machine's own stalls", () => {
  const lag = checksOf({ sendLagMs: { p50: 0.1, p99: 3.2 } }, 8000)[1];
  expect(lag).toMatchObject({
    status: "warn",
    observed: "3.20 ms at p99, at 1000/s; the machine's own stalls 0.30 ms",
  });
});

test("lag without enough samples, and stalls that were not measured, are said to be unknown", () => {
  const lag = checksOf({ sendLagMs: { p50: 0.1, p99: null }, machineLagMs: null }, 8000)[1];
  expect(lag).toMatchObject({ status: "unknown", observed: "unknown at p99, at 1000/s" });
});

test("a valid rate is told with what ended the search, where something did", () => {
  const refused = { ...RUN, ratePerSec: 9000, valid: false };
  const search = [
    { ...refused, reasons: ["late"] },
    { ...refused, reasons: ["machine-stalls", "late"] },
  ];
  expect(checksOf({}, 8000, search, 9000)[2]).toMatchObject({
    status: "ok",
    observed: "valid up to 8000/s; at 9000/s late, machine-stalls",
  });
  expect(checksOf({}, 8000)[2]?.observed).toBe("valid up to 8000/s");
});

test("no valid rate is bad, with every reason once and the lowest rate that was tried", () => {
  const late = { ...RUN, valid: false, reasons: ["late"] };
  const search = [
    { ...late, ratePerSec: 500 },
    { ...late, reasons: ["late", "not-delivered"] },
  ];
  const rate = checksOf({ valid: false, reasons: ["late"] }, null, search)[2];
  expect(rate).toMatchObject({
    status: "bad",
    observed: "no run was valid, down to 500/s: late, not-delivered",
  });
});
