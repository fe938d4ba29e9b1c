import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runShell, type ShellWish } from "../../src/host/shell-command.ts";
import { tempFolder } from "../e2e/plimsoll.ts";

const NEVER = new AbortController().signal;

function run(command: string, wish: Partial<ShellWish> = {}) {
  const cwd = tempFolder();
  const logFile = join(cwd, "hook.log");
  const ended = runShell(command, {
    cwd,
    env: process.env,
    logFile,
    limitMs: 60_000,
    interrupted: NEVER,
    ...wish,
  });
  return { cwd, logFile, ended };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
}

it("runs in the folder and with the variables that it is given", async () => {
  const { cwd, ended } = run('echo "$A" >out', { env: { ...process.env, A: "1" } });
  expect(await ended).toEqual({ failure: null, lastLines: "" });
  expect(readFileSync(join(cwd, "out"), "utf8")).toBe("1\n");
});

it("tells how it failed, and the last lines that it wrote, of both its outputs, and not of others before it", async () => {
  const { cwd, logFile, ended } = run("echo before; exit 7");
  expect(await ended).toEqual({ failure: "exit code 7", lastLines: "before" });
  const { ended: second } = run("seq 8; echo gone >&2; kill -SEGV $$", { cwd, logFile });
  expect(await second).toEqual({ failure: "SIGSEGV", lastLines: "5\n6\n7\n8\ngone" });
  expect(readFileSync(logFile, "utf8")).toMatch(/^before\n1\n/);
});

it("does not wait for a server that it leaves running", async () => {
  const { cwd, ended } = run("sleep 100 & echo $! >pid");
  expect(await ended).toEqual({ failure: null, lastLines: "" });
  const pid = Number(readFileSync(join(cwd, "pid"), "utf8"));
  expect(process.kill(pid, "SIGKILL")).toBe(true);
});

it.each([
  ["an interrupt", "an interrupt"],
  ["its limit", "a limit of 0.3 s"],
])("ends at %s, with all that it started", async (why, failure) => {
  const interrupt = new AbortController();
  const limitMs = why === "its limit" ? 300 : 60_000;
  const { cwd, ended } = run("sleep 100 & echo $! >pid; wait", { interrupted: interrupt.signal, limitMs });
  await until(() => existsSync(join(cwd, "pid")) && readFileSync(join(cwd, "pid"), "utf8").endsWith("\n"));
  if (why === "an interrupt") interrupt.abort();
  expect((await ended).failure).toBe(failure);
  const pid = Number(readFileSync(join(cwd, "pid"), "utf8"));
  await until(() => !isRunning(pid));
});

/** A process that ended may stay in the table until somebody asks for its exit code. */
function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}
