import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { DoctorOptions } from "../config/doctor-options.ts";
import { runOptionsSchema } from "../config/run-options.ts";
import { EXIT, type ExitCode } from "../core/errors.ts";
import type { Host } from "../core/host.ts";
import {
  type CalibrationRun,
  DOCTOR_SCHEMA_VERSION,
  type DoctorResult,
  doctorResultSchema,
} from "../result/doctor-result.ts";
import { describeEnvironment } from "../telemetry/environment.ts";
import { usableCores } from "../telemetry/machine-checks/cores.ts";
import { cpuShares } from "../telemetry/machine-checks/cpu-times.ts";
import { checkMachine } from "../telemetry/machine-checks/index.ts";
import { type Machine, thisMachine } from "../telemetry/machine-checks/machine.ts";
import { calibrate } from "./doctor/calibrate.ts";
import { checkCalibration } from "./doctor/calibration-checks.ts";
import { checkSecondOpinion, secondOpinion } from "./doctor/second-opinion.ts";
import { withoutSecrets } from "./run/without-secrets.ts";
import { isLocal } from "./target/target-location.ts";

/** The time for which the machine is watched before it gets work from us. */
const IDLE_MS = 500;

/**
 * Tells whether this machine can be believed as a load generator, and up to which rate.
 *
 * @param onRun called with every run of the calibration as it ends
 */
export async function doctor(
  options: DoctorOptions,
  host: Host,
  onRun: (run: CalibrationRun) => void,
): Promise<{ result: DoctorResult; exitCode: ExitCode }> {
  const { url } = options;
  const startedAt = new Date(host.wallClockMs()).toISOString();
  const environment = await describeEnvironment();
  const machine = thisMachine(host.clock);
  const local = url === undefined ? true : await isLocal(url);
  const idle = await cpuSharesDuring(machine, () => sleep(IDLE_MS));
  const before = checkMachine(machine, {
    engines: enginesOf(host.packageRoot),
    maxInFlight: runOptionsSchema.parse({}).maxInFlight,
    targetIsLocal: local,
    idle: idle.shares,
  });
  const { outcome: calibration, shares } = await cpuSharesDuring(machine, () =>
    calibrate(options.durationMs, host, onRun),
  );
  const opinion = options.secondOpinion ? await secondOpinion(url, host) : null;
  const checks = [
    ...before,
    ...checkCalibration(calibration, shares),
    ...(opinion === null ? [] : [checkSecondOpinion(opinion)]),
  ];
  const believable = checks.every(({ status }) => status !== "bad");
  const assembled: DoctorResult = {
    schemaVersion: DOCTOR_SCHEMA_VERSION,
    kind: "doctor",
    plimsollVersion: host.version,
    startedAt,
    environment,
    target: { url: url ?? null, local },
    believable,
    checks,
    calibration: { cores: usableCores(machine), ...calibration },
    secondOpinion: opinion,
  };
  const result = withoutSecrets(assembled, doctorResultSchema);
  return { result, exitCode: believable ? EXIT.ok : EXIT.invalid };
}

/** Does some work, and tells where the CPU time of the machine went meanwhile. */
async function cpuSharesDuring<T>(machine: Machine, work: () => Promise<T>) {
  const before = machine.read("/proc/stat");
  const outcome = await work();
  return { outcome, shares: cpuShares(before, machine.read("/proc/stat")) };
}

function enginesOf(packageRoot: string): string {
  const { engines } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as {
    engines: { node: string };
  };
  return engines.node;
}
