import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { parseRunInput, type RunOptionsInput } from "../../config/run-options.ts";
import { EXIT, PlimsollError, targetError } from "../../core/errors.ts";
import { formatSpan } from "../../core/format.ts";
import type { Host } from "../../core/host.ts";
import type { SideName } from "../../gate/assemble-gate.ts";
import type { ShellServer } from "../../host/shell-server.ts";
import { loadScenario } from "../../store/scenario-library.ts";
import { resolveScenario } from "../run/resolve-scenario.ts";
import { openTarget } from "../target/open-target.ts";
import { settleTarget } from "../target/settle-target.ts";
import { interruptedWhile } from "../target/until-interrupted.ts";

/** The pause between two looks at a server that is not ready, ms. */
const PAUSE_MS = 100;

/** A server that a command has started, and that is to get ready. */
export interface StartedServer {
  readonly name: SideName;
  readonly server: ShellServer;
  readonly port: number;
  readonly logFile: string;
}

/**
 * Waits until a server gives one good answer to a request of the run that is to come, which is what a run asks for before any load.
 *
 * @throws target error with its last lines where it ends or does not answer in time; usage error for options that no server could take
 */
export async function untilReady(
  started: StartedServer,
  run: RunOptionsInput,
  limitMs: number,
  host: Host,
): Promise<void> {
  const { server, port } = started;
  const stop = AbortSignal.any([AbortSignal.timeout(limitMs), server.ended, host.interrupted]);
  let last = `nothing listens on port ${port}`;
  while (!stop.aborted) {
    try {
      if (await accepts(port)) return await askOnce(run, { ...host, interrupted: stop });
    } catch (error) {
      if (!(error instanceof PlimsollError) || error.exitCode === EXIT.usage) throw error;
      if (!stop.aborted) last = error.message;
    }
    await sleep(PAUSE_MS, undefined, { signal: stop }).catch(() => undefined);
  }
  if (host.interrupted.aborted) throw interruptedWhile(`the ${started.name} was started`);
  throw notReady(started, limitMs, last);
}

function notReady({ name, server, logFile }: StartedServer, limitMs: number, last: string): PlimsollError {
  const lines = server.lastLines();
  const wrote = lines === "" ? "it wrote nothing" : `its last lines: ${lines}`;
  const end = server.end();
  return targetError(
    end === null
      ? `the server of the ${name} did not get ready within ${formatSpan(limitMs)} (${last}); ${wrote}`
      : `the command of the ${name} ended with ${end} before its server was ready; ${wrote}`,
    end === null
      ? `look into ${logFile}; does the command listen on the port that it is given? A slow start needs a longer --ready-timeout`
      : `look into ${logFile}, and start it by hand; a command must not end before its server does`,
  );
}

/** Asks for one good answer, as a run does before its load. @throws PlimsollError where there is none */
async function askOnce(run: RunOptionsInput, host: Host): Promise<void> {
  const { options: parsed } = parseRunInput(run);
  const { options, found } = await settleTarget(parsed, host);
  const scenario = resolveScenario(loadScenario(options.scenario, host.cwd, host.packageRoot), options);
  // As many requests as a pool has are made for `unique` payloads when the run begins.
  const target = await openTarget(options, { found, scenario, requests: () => 1 }, host);
  await target.close();
}

/** Tells whether something listens on a port of the loopback interface. */
function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
  });
}
