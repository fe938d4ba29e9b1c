import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseRunInput } from "../../config/run-options.ts";
import { EXIT, PlimsollError } from "../../core/errors.ts";
import type { Host } from "../../core/host.ts";
import type { CalibrationRun, DoctorResult } from "../../result/doctor-result.ts";
import type { RunResult } from "../../result/run-result.ts";
import { startNullServer } from "../../server/start-null-server.ts";
import { measureRun } from "../run/measure-run.ts";
import { searchRate } from "./rate-search.ts";

/** The modest rate at which send lag is measured: one request per millisecond, which any machine can carry. */
const FLOOR_PER_SEC = 1000;
const SEARCH = { firstPerSec: 2000, precision: 1.1, maxRuns: 7 };
const ANSWERED_SHARE = 0.999;
const WARMUP_MS = 3000;

/** The part of the doctor's result that comes from runs. */
export type Calibration = Omit<DoctorResult["calibration"], "cores">;

/**
 * Measures the generator against a server that does nothing: its send lag at a modest rate, and the highest rate at
 * which its runs are valid.
 *
 * @param onRun called with every run as it ends
 */
export async function calibrate(
  durationMs: number,
  host: Host,
  onRun: (run: CalibrationRun) => void,
): Promise<Calibration> {
  const server = await startNullServer();
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-doctor-"));
  try {
    const measure = async (ratePerSec: number, measureMs: number) => {
      const result = await runAgainst(server.url, ratePerSec, measureMs, folder, host);
      const measured = summariseRun(ratePerSec, result);
      onRun(measured);
      return measured;
    };
    const floor = await measure(FLOOR_PER_SEC, durationMs);
    const search: CalibrationRun[] = [];
    const known = { passedPerSec: floor.valid ? FLOOR_PER_SEC : null };
    const { passedPerSec, refusedPerSec } = await searchRate({ ...SEARCH, ...known }, async (ratePerSec) => {
      const measured = await measure(ratePerSec, durationMs / 3);
      search.push(measured);
      return measured.valid;
    });
    return { floor, search, believedPerSec: passedPerSec, refusedPerSec };
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runAgainst(
  url: string,
  ratePerSec: number,
  measureMs: number,
  folder: string,
  host: Host,
): Promise<RunResult> {
  const scenario = join(folder, "doctor.json");
  const load = { kind: "open", arrivals: { kind: "constant", ratePerSec } };
  const phases = { warmupMs: WARMUP_MS, measureMs };
  writeFileSync(
    scenario,
    JSON.stringify({ name: "doctor", description: "Calibration of the generator.", load, phases }),
  );
  const options = parseRunInput({ scenario, target: "http-json", url, out: join(folder, "run") });
  const { result } = await measureRun(options, host);
  if (result.partial) throw new PlimsollError(EXIT.interrupted, "interrupted before the calibration ended");
  return result;
}

function summariseRun(ratePerSec: number, result: RunResult): CalibrationRun {
  const { generator, latencyMs, load, requests, verdict } = result;
  const answeredShare = requests.ok / requests.scheduled;
  const reasons = verdict.reasons.map(({ code }) => code);
  if (answeredShare < ANSWERED_SHARE) reasons.push("not-answered");
  const machineLag = generator?.machineLagMs ?? null;
  return {
    ratePerSec,
    measuredMs: load.measuredMs,
    valid: reasons.length === 0,
    reasons,
    answeredShare,
    responseMs: { p50: latencyMs.response.p50, p99: latencyMs.response.p99 },
    sendLagMs: { p50: latencyMs.sendLag.p50, p99: latencyMs.sendLag.p99 },
    machineLagMs: machineLag && { p50: machineLag.p50, p99: machineLag.p99 },
    cpuPerRequestUs: generator?.cpuPerRequestUs ?? null,
  };
}
