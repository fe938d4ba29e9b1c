import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Place, ServerRow } from "./catalog/server-row.ts";
import { scriptsOf, venvOf } from "./install.ts";

const MODEL_FILE = join(import.meta.dirname, "../../models/digits/fp32.onnx");
const START_SEC = 60;
const STOP_MS = 20_000;
const POLL_MS = 100;
/** Every process of a start carries this variable, so that none is overlooked that left its process group. */
const MARK = "PLIMSOLL_REAL_SERVER";

/** Nothing phones home, nothing is looked up outside, and logs are not held back. */
const QUIET = {
  PYTHONUNBUFFERED: "1",
  DO_NOT_TRACK: "1",
  BENTOML_DO_NOT_TRACK: "True",
  RAY_USAGE_STATS_ENABLED: "0",
  HF_HUB_OFFLINE: "1",
};

export interface RealServer {
  url(portRole: string, path?: string): string;
  readonly startedInMs: number;
  /** Ends it. Returns the processes that had to be killed because they did not go when asked. */
  stop(): Promise<readonly number[]>;
}

/** Starts a server on free loopback ports. @throws Error with the end of its log when it does not come up */
export async function startServer(row: ServerRow): Promise<RealServer> {
  const work = mkdtempSync(join(tmpdir(), `plimsoll-${row.name}-`));
  const ports = new Map<string, number>();
  for (const role of rolesOf(row)) ports.set(role, await freePort(ports));
  const port = (role: string) => {
    const found = ports.get(role);
    if (found === undefined)
      throw new Error(`${row.name} has no port for "${role}": name it in speaks, ready or ports`);
    return found;
  };
  const place: Place = { venv: venvOf(row), scripts: scriptsOf(row), work, port };

  const mark = randomUUID();
  const logFile = join(work, "server.log");
  const log = openSync(logFile, "w");
  const [program = "", ...args] = row.command(place);
  const startedMs = performance.now();
  const child = spawn(program, args, {
    cwd: work,
    detached: true,
    stdio: ["ignore", log, log],
    env: {
      ...process.env,
      ...QUIET,
      MODEL_FILE,
      PYTHONPATH: join(place.scripts, ".."),
      PATH: `${join(place.venv, "bin")}:${process.env.PATH}`,
      [MARK]: mark,
      ...row.env?.(place),
    },
  });
  closeSync(log);
  const letGo = child.pid === undefined ? () => {} : guard(child.pid);
  let ended: string | undefined;
  child.once("error", (error) => {
    ended = error.message;
  });
  child.once("exit", (code, signal) => {
    ended = `it ended with ${signal ?? `exit code ${code}`}`;
  });

  const stop = async () => {
    const killed = await end(child.pid, mark);
    letGo();
    rmSync(work, { recursive: true, force: true });
    return killed;
  };
  const limitMs = startedMs + (row.ready.withinSec ?? START_SEC) * 1000;
  while (!(await isReady(port(row.ready.port), row.ready.path))) {
    if (performance.now() > limitMs) ended = "it was not ready in time";
    if (ended !== undefined) {
      const tail = readFileSync(logFile, "utf8").slice(-3000);
      await stop();
      throw new Error(`${row.title} did not start: ${ended}\n${tail}`);
    }
    await sleep(POLL_MS);
  }
  return {
    url: (portRole, path = "") => `http://127.0.0.1:${port(portRole)}${path}`,
    startedInMs: performance.now() - startedMs,
    stop,
  };
}

function rolesOf({ ready, speaks, ports = [] }: ServerRow): Set<string> {
  return new Set([ready.port, ...speaks.map((spoken) => spoken.port), ...ports]);
}

async function freePort(taken: ReadonlyMap<string, number>): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return [...taken.values()].includes(port) ? freePort(taken) : port;
}

async function isReady(port: number, path: string | undefined): Promise<boolean> {
  if (path === undefined) return takesConnections(port);
  try {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(2000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

/**
 * A shell that kills the process group when its input ends: when let go, or when this process is gone, however it went.
 * It leads a group of its own, so that a Ctrl-C meant for the tests does not end it first.
 */
function guard(group: number): () => void {
  const shell = spawn("sh", ["-c", `cat; kill -KILL -${group}`], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  return () => shell.stdin.end();
}

/** Asks the process group to end, then kills by id what is left of this start. */
async function end(group: number | undefined, mark: string): Promise<readonly number[]> {
  if (group === undefined) return [];
  signal(-group, "SIGTERM");
  const limitMs = performance.now() + STOP_MS;
  while (processesWith(mark).length > 0 && performance.now() < limitMs) await sleep(POLL_MS);
  const left = processesWith(mark);
  for (const pid of left) signal(pid, "SIGKILL");
  while (processesWith(mark).length > 0) await sleep(POLL_MS);
  return left;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error; // gone already
  }
}

/** Processes that carry the mark of a start; a zombie has no environment, and is none. */
function processesWith(mark: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, "utf8").includes(`${MARK}=${mark}`);
      } catch {
        return false; // ended meanwhile, or another user's
      }
    })
    .map(Number);
}
