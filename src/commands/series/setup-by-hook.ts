import { variableOf } from "../../config/load.ts";
import type { RunOptionsInput } from "../../config/run-options.ts";
import { EXIT, PlimsollError, targetError } from "../../core/errors.ts";
import type { Host } from "../../core/host.ts";
import { runShell } from "../../host/shell-command.ts";
import { AXES, type AxisName, keyOf, type Point } from "../../sweep/axes.ts";
import type { ServerSetup } from "./server-setup.ts";
import { splitSetup } from "./setup-options.ts";

/** The time limit of the command, ms: a large model takes minutes to load. */
const LIMIT_MS = 600_000;

/**
 * Sets up a server by the user's own command. The command gets the values of all axes, and runs only when one that a
 * server may depend on has changed. The user must end what it leaves running.
 */
export class SetupByHook implements ServerSetup {
  readonly #command: string;
  readonly #logFile: string;
  readonly #host: Host;
  /** The key of the values that the server is set up for; null = none, or not known. */
  #at: string | null = null;

  constructor(command: string, logFile: string, host: Host) {
    this.#command = command;
    this.#logFile = logFile;
    this.#host = host;
  }

  async setUp(point: Point, options: RunOptionsInput): Promise<RunOptionsInput> {
    const wanted = keyOf(ofServer(point));
    if (wanted !== this.#at) {
      this.#at = null;
      await this.#run(point);
      this.#at = wanted;
    }
    return splitSetup(options).left;
  }

  async restore(): Promise<void> {}

  async #run(point: Point): Promise<void> {
    const { cwd, env, interrupted } = this.#host;
    const values = Object.entries(point).map(([name, value]) => [variableOf(name), value]);
    const { failure, lastLines } = await runShell(this.#command, {
      cwd,
      env: { ...env, ...Object.fromEntries(values) },
      logFile: this.#logFile,
      limitMs: LIMIT_MS,
      interrupted,
    });
    if (interrupted.aborted)
      throw new PlimsollError(EXIT.interrupted, "interrupted while --hook was running");
    if (failure === null) return;
    throw targetError(
      `--hook ended with ${failure} at ${keyOf(point)}, and wrote at last: ${lastLines === "" ? "nothing" : lastLines}`,
      `correct the command, or what it sets up; all that it wrote is in ${this.#logFile}`,
    );
  }
}

/** The values of a point that a server may be set up for, without those of requests and load. */
function ofServer(point: Point): Point {
  return Object.fromEntries(
    Object.entries(point).filter(([name]) => ["variant", "server"].includes(AXES[name as AxisName].role)),
  );
}
