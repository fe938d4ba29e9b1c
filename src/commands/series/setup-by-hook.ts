import { variableOf } from "../../config/load.ts";
import type { RunOptionsInput } from "../../config/run-options.ts";
import { EXIT, PlimsollError, targetError } from "../../core/errors.ts";
import type { Host } from "../../core/host.ts";
import { runShell } from "../../host/shell-command.ts";
import { AXES, type AxisName, keyOf, type Point } from "../../sweep/axes.ts";
import type { ServerSetup } from "./server-setup.ts";
import { splitSetup } from "./setup-options.ts";

/** A large model takes minutes to load. */
const LIMIT_MS = 600_000;

/**
 * The user's own command: it gets the values of all axes, and is run where one of them has changed that a server may
 * depend on. What it leaves running is the user's to end.
 */
export class SetupByHook implements ServerSetup {
  readonly #command: string;
  readonly #logFile: string;
  readonly #host: Host;
  /** What the server is set up for. */
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

/** The values that a server may be set up for: neither what is sent to it, nor how much. */
function ofServer(point: Point): Point {
  return Object.fromEntries(
    Object.entries(point).filter(([name]) => ["variant", "server"].includes(AXES[name as AxisName].role)),
  );
}
