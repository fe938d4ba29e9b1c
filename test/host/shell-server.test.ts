import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { freePort, startShellServer } from "../../src/host/shell-server.ts";
import { tempFolder } from "../e2e/plimsoll.ts";

function start(command: string) {
  const cwd = tempFolder();
  const logFile = join(cwd, "server.log");
  const server = startShellServer({ command, cwd, env: { ...process.env, PORT: "1" }, logFile });
  onTestFinished(() => server.stop());
  return { cwd, logFile, server };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
}

function isRunning(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return !/\) Z /.test(stat);
  } catch {
    return false;
  }
}

it("ends with all that it started, also where that does not hear SIGTERM at once", async () => {
  const { cwd, server } = start("sleep 100 & echo $! >pid; echo listening on $PORT; wait");
  await until(() => existsSync(join(cwd, "pid")) && readFileSync(join(cwd, "pid"), "utf8").endsWith("\n"));
  const pid = Number(readFileSync(join(cwd, "pid"), "utf8"));
  await until(() => server.lastLines() !== "");
  expect(server.end()).toBeNull();
  expect(server.lastLines()).toBe("listening on 1");
  await server.stop();
  expect(isRunning(pid)).toBe(false);
  await server.stop(); // a second time does nothing
  expect(server.lastLines()).toBe("listening on 1");
});

it("tells that and how it ended, with the last lines that it wrote", async () => {
  const { server } = start("echo no model >&2; exit 3");
  await until(() => server.ended.aborted);
  expect(server.end()).toBe("exit code 3");
  expect(server.lastLines()).toBe("no model");
});

it("a free port can be listened on", async () => {
  const port = await freePort();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  await new Promise((resolve) => server.close(resolve));
});
