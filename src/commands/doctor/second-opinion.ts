import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseRunInput } from "../../config/run-options.ts";
import { EXIT, PlimsollError } from "../../core/errors.ts";
import type { Host } from "../../core/host.ts";
import type { DoctorCheck, SecondOpinion } from "../../result/doctor-result.ts";
import type { RunResult } from "../../result/run-result.ts";
import { startNullServer } from "../../server/start-null-server.ts";
import { compareFigure } from "../../stats/driver-agreement.ts";
import { measureRun } from "../run/measure-run.ts";

const DRIVERS = ["plimsoll", "autocannon"] as const;
type Driver = (typeof DRIVERS)[number];

const TURNS = 5;
const CONCURRENCY = 8;
const PHASES = { warmupMs: 500, measureMs: 1500 };
/** The time that our own server takes for an answer, ms: a server that answers at once would be faster than any driver. */
const SERVICE_MS = 10;

/**
 * Lets both drivers of closed loops measure the same server by turns, and compares what they found.
 *
 * @param url the server, which is sent GET requests; left out for one of our own, which answers after `SERVICE_MS`
 * @throws usage error (2) or target error (4) where a driver cannot drive a load against the server
 */
export async function secondOpinion(url: string | undefined, host: Host): Promise<SecondOpinion> {
  const server = url === undefined ? await startNullServer(SERVICE_MS) : null;
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-doctor-"));
  try {
    const found: Record<Driver, RunResult[]> = { plimsoll: [], autocannon: [] };
    for (let turn = 0; turn < TURNS; turn++) {
      // Whoever is first in one turn is second in the next, so that a machine that changes is the same for both.
      for (const driver of turn % 2 === 0 ? DRIVERS : DRIVERS.toReversed())
        found[driver].push(
          await driveOnce(driver, url ?? (server?.url as string), join(folder, `${driver}-${turn}`), host),
        );
    }
    return opinionOf(found, url ?? null);
  } finally {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function driveOnce(driver: Driver, url: string, out: string, host: Host): Promise<RunResult> {
  const scenario = `${out}.json`;
  const load = { kind: "closed", concurrency: CONCURRENCY };
  const description = "The same closed loop by two drivers.";
  writeFileSync(scenario, JSON.stringify({ name: "second-opinion", description, load, phases: PHASES }));
  const options = parseRunInput({ scenario, target: "http-json", url, driver, out });
  const { result } = await measureRun(options, host);
  if (result.partial)
    throw new PlimsollError(EXIT.interrupted, "interrupted before the drivers had been compared");
  return result;
}

function opinionOf(found: Record<Driver, readonly RunResult[]>, url: string | null): SecondOpinion {
  const compare = (
    name: string,
    unit: SecondOpinion["figures"][number]["unit"],
    of: (result: RunResult) => number | null,
  ) => compareFigure(name, unit, found.plimsoll.map(of), found.autocannon.map(of));
  const figures = [
    compare("requests/s", "/s", ({ load }) => load.achievedPerSec),
    compare("response p50", "ms", ({ latencyMs }) => latencyMs.response.p50),
    compare("response p99", "ms", ({ latencyMs }) => latencyMs.response.p99),
    compare("failed requests", "count", ({ requests }) => requests.failed),
  ];
  return {
    url,
    drivers: DRIVERS.map((driver) => found[driver][0]?.load.driver ?? driver),
    turns: TURNS,
    concurrency: CONCURRENCY,
    measuredMs: PHASES.measureMs,
    figures,
    agree: figures.every(({ agrees }) => agrees !== false),
  };
}

/** The row of the doctor's checks about the second opinion. */
export function checkSecondOpinion({ figures, agree }: SecondOpinion): DoctorCheck {
  const differing = figures.filter(({ agrees }) => agrees === false).map(({ name }) => name);
  return {
    id: "second-opinion",
    title: "second opinion",
    observed: agree
      ? "no figure differs by more than it did from turn to turn, or 5 %"
      : `the drivers differ in ${differing.join(", ")}`,
    status: agree ? "ok" : "bad",
    meaning: "Two programs that measure the same server in the same way must find the same.",
    cure: agree
      ? null
      : "stop what else runs here and repeat; if they differ again, one of them is wrong about this server: report it",
  };
}
