import { smallest } from "../../core/extremes.ts";
import type { CalibrationRun, DoctorCheck } from "../../result/doctor-result.ts";
import type { CpuTimes } from "../../telemetry/machine-checks/cpu-times.ts";
import { type Finding, ok, unknown } from "../../telemetry/machine-checks/machine-check.ts";
import { judgeSteal } from "../../telemetry/machine-checks/steal.ts";
import type { Calibration } from "./calibrate.ts";

/** The lateness that the verdict of a run allows for a fast answer, ms. */
const LATE_MS = 1;

/** The checks of the machine that the calibration answers: stolen time, send lag, rate. */
export function checkCalibration(calibration: Calibration, shares: CpuTimes | null): DoctorCheck[] {
  return [
    {
      id: "steal",
      title: "stolen time",
      ...judgeSteal(shares),
      meaning:
        "A hypervisor that runs other machines on this one's cores stops it in the middle of requests.",
    },
    {
      id: "send-lag",
      title: "send lag",
      ...judgeSendLag(calibration.floor),
      meaning:
        "A request that leaves late is other traffic than was planned, and its lateness counts as latency.",
    },
    {
      id: "rate",
      title: "rate",
      ...judgeRate(calibration),
      meaning: "Above the rate that the generator carries, a run measures the generator.",
    },
  ];
}

function judgeSendLag({ ratePerSec, sendLagMs, machineLagMs }: CalibrationRun): Finding {
  const lag = milliseconds(sendLagMs.p99);
  const stalls = machineLagMs === null ? "" : `; the machine's own stalls ${milliseconds(machineLagMs.p99)}`;
  const observed = `${lag} at p99, at ${ratePerSec}/s${stalls}`;
  if (sendLagMs.p99 === null) return unknown(observed);
  if (sendLagMs.p99 <= LATE_MS) return ok(observed);
  const cure = "stop what else runs here, or use a machine with more cores, or with cores of its own";
  return { observed, status: "warn", cure };
}

function milliseconds(value: number | null): string {
  return value === null ? "unknown" : `${value.toFixed(2)} ms`;
}

function judgeRate({ floor, search, believedPerSec, refusedPerSec }: Calibration): Finding {
  const refused = search.filter(({ ratePerSec }) => ratePerSec === refusedPerSec);
  if (believedPerSec !== null) {
    const above = refused.length === 0 ? "" : `; at ${refusedPerSec}/s ${reasonsOf(refused)}`;
    return ok(`valid up to ${believedPerSec}/s${above}`);
  }
  const runs = [floor, ...search];
  const lowest = smallest(runs.map(({ ratePerSec }) => ratePerSec));
  return {
    observed: `no run was valid, down to ${lowest}/s: ${reasonsOf(runs)}`,
    status: "bad",
    cure: "cure what is found above and repeat; failing that, use another machine",
  };
}

/** The reasons why runs are not valid, each once. */
function reasonsOf(runs: readonly CalibrationRun[]): string {
  return [...new Set(runs.flatMap(({ reasons }) => reasons))].join(", ");
}
