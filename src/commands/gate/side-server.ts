import { join } from "node:path";
import type { RunOptionsInput } from "../../config/run-options.ts";
import type { Host } from "../../core/host.ts";
import type { SideName } from "../../gate/assemble-gate.ts";
import { freePort, type ShellServer, startShellServer } from "../../host/shell-server.ts";
import { PORT_PLACE, type Side } from "./sides.ts";
import { untilReady } from "./until-ready.ts";

/** The server of one side, set up anew before each run where the gate starts it. */
export interface SideServer {
  /**
   * Makes the server ready for a run, and returns the options of the run that lead to it.
   *
   * @param options of the run, without the ones of the side
   * @throws target error with the last lines of a server that does not get ready
   */
  begin(options: RunOptionsInput): Promise<RunOptionsInput>;
  /** Whether a server that `begin` started still runs. One that is there, or that each run starts, is never started. */
  isStarted(): boolean;
  /** Ends what `begin` started. */
  end(): Promise<void>;
}

/** The server of a side: one that is there, one that each run starts by its options, or one that a command starts. */
export function serverOf(
  name: SideName,
  side: Side,
  place: { readonly folder: string; readonly readyTimeoutMs: number },
  host: Host,
): SideServer {
  if (side.by === "command") return new CommandServer(name, side.given, place, host);
  const own = side.by === "url" ? { url: [side.given] } : side.by === "results" ? {} : side.options;
  return {
    begin: async (options) => ({ ...options, ...own }),
    isStarted: () => false,
    end: async () => {},
  };
}

/** A server that a command of the user's starts afresh for each run, on a port of its own. */
class CommandServer implements SideServer {
  readonly #name: SideName;
  readonly #command: string;
  readonly #logFile: string;
  readonly #readyTimeoutMs: number;
  readonly #host: Host;
  #server: ShellServer | null = null;

  constructor(
    name: SideName,
    command: string,
    { folder, readyTimeoutMs }: { readonly folder: string; readonly readyTimeoutMs: number },
    host: Host,
  ) {
    this.#name = name;
    this.#command = command;
    this.#logFile = join(folder, `${name}.log`);
    this.#readyTimeoutMs = readyTimeoutMs;
    this.#host = host;
  }

  async begin(options: RunOptionsInput): Promise<RunOptionsInput> {
    await this.end();
    const port = await freePort();
    const { cwd, env } = this.#host;
    this.#server = startShellServer({
      command: this.#command.replaceAll(PORT_PLACE, String(port)),
      cwd,
      env: { ...env, PORT: String(port) },
      logFile: this.#logFile,
    });
    const scheme = options.target?.endsWith("grpc") ? "grpc" : "http";
    const run = { ...options, url: [`${scheme}://127.0.0.1:${port}`] };
    const started = { name: this.#name, server: this.#server, port, logFile: this.#logFile };
    await untilReady(started, run, this.#readyTimeoutMs, this.#host);
    return run;
  }

  isStarted(): boolean {
    return this.#server?.end() === null;
  }

  async end(): Promise<void> {
    await this.#server?.stop();
    this.#server = null;
  }
}
