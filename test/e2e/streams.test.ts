import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { MAIN, plimsoll, start, tempFolder } from "./plimsoll.ts";
import { httpServer } from "./targets.ts";

/** Runs a line of `sh`, in which `$PLIMSOLL` is the command. */
function shell(line: string, cwd: string): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, PLIMSOLL: `${process.execPath} ${MAIN}` };
    execFile("bash", ["-c", line], { cwd, env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      resolve({ exitCode: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
    });
  });
}

/** A folder with so many scenarios that their list does not fit into a pipe. */
function manyScenarios(): string {
  const cwd = tempFolder();
  mkdirSync(join(cwd, "scenarios"));
  const load = { kind: "open", arrivals: { kind: "constant", ratePerSec: 1 } };
  const scenario = { load, phases: { warmupMs: 0, measureMs: 1000 } };
  for (let n = 0; n < 300; n++) {
    const name = `many-${n}`;
    const text = JSON.stringify({ ...scenario, name, description: "one of very many, ".repeat(12) });
    writeFileSync(join(cwd, "scenarios", `${name}.json`), text);
  }
  return cwd;
}

test("a document on a pipe is whole, however slowly it is read", async () => {
  const { stdout } = await shell("$PLIMSOLL run --list --json | (sleep 2; cat)", manyScenarios());
  expect(stdout.length).toBeGreaterThan(2 * 65_536);
  expect(JSON.parse(stdout)).toBeInstanceOf(Array);
});

test("what was printed on stderr last is whole too, however slowly it is read", async () => {
  const cwd = tempFolder();
  const problems = Array.from({ length: 5000 }, (_, n) => `option${n}OfNobody: ${n}`).join(", ");
  writeFileSync(join(cwd, "bench.config.mjs"), `export default { ${problems} };`);
  const { stdout } = await shell("$PLIMSOLL run 2>&1 >/dev/null | (sleep 2; cat)", cwd);
  expect(stdout).toContain("option4999OfNobody");
  expect(stdout).toMatch(/to do: .*\n$/);
});

test.each(["stderr", "stdout"] as const)(
  "a run whose %s nobody reads goes on to its end and writes all its files",
  async (name) => {
    const cwd = tempFolder();
    const url = await httpServer((_, response) => response.end("{}"));
    const args = ["run", "steady", "--target", "http-json", "--url", url, "--out", "out", "--json"];
    const { child, finished } = start([...args, "--duration", "2s", "--warmup", "0s", "--rate", "60"], cwd);
    child[name]?.destroy();
    const { exitCode } = await finished;
    const { verdict } = JSON.parse(readFileSync(join(cwd, "out/result.json"), "utf8"));
    expect(exitCode).toBe(verdict.valid ? 0 : 3);
    expect(existsSync(join(cwd, "out/report.html"))).toBe(true);
  },
);

test("a trace that is converted into a pipe whose reader has enough ends without a fault", async () => {
  const cwd = tempFolder();
  const rows = Array.from({ length: 100_000 }, (_, n) => n / 10).join("\n");
  writeFileSync(join(cwd, "many.csv"), `timestamp\n${rows}\n`);
  const { stdout, stderr } = await shell(
    "$PLIMSOLL trace convert many.csv --to csv | head -2; echo $PIPESTATUS",
    cwd,
  );
  expect(stdout.split("\n").slice(-2)).toEqual(["0", ""]);
  expect(stderr).not.toMatch(/EPIPE|internal error| {4}at /);
});

test.runIf(existsSync("/dev/full"))(
  "a document that cannot be written is an error, in a sentence",
  async () => {
    const { exitCode, stderr } = await shell("$PLIMSOLL run --list --json >/dev/full", tempFolder());
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^plimsoll: stdout cannot be written: .*ENOSPC.*\n {2}to do: /);
    const unread = await shell("$PLIMSOLL run --list --json 2>/dev/full", tempFolder());
    expect([unread.exitCode, JSON.parse(unread.stdout)]).toEqual([0, expect.any(Array)]);
  },
);

test.each([20, 40, 100])(
  "a process that may open %i files says so, and does not look like a missed objective",
  async (files) => {
    const line = `ulimit -n ${files} && $PLIMSOLL run --list >/dev/null`;
    const { exitCode, stderr } = await shell(line, tempFolder());
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^plimsoll: this process may not open as many files .*\n {2}to do: .*ulimit -n/);
    expect(stderr).not.toContain("    at ");
  },
);

test("a fault outside of every request ends with exit code 70, never as a missed objective", async () => {
  const cwd = tempFolder();
  const late = 'setTimeout(() => { throw new Error("a late fault"); }, 1); export default {};';
  writeFileSync(join(cwd, "bench.config.mjs"), late);
  const { exitCode, stderr } = await plimsoll(["run", "--duration", "20s"], cwd);
  expect(stderr).toContain("internal error, please report it: Error: a late fault");
  expect(exitCode).toBe(70);
});

const HOSTILE = "\u001b]0;OWNED\u0007\u001b[2J\u001b[31m\r\u202e\u009b1mx\0";

test("what a server, a scenario and a file are called cannot steer the terminal or forge a line", async () => {
  const cwd = tempFolder();
  const url = await hostileServer();
  const scenario = {
    name: "hostile",
    description: `calm ${HOSTILE}`,
    load: { kind: "open", arrivals: { kind: "constant", ratePerSec: 20 } },
    phases: { warmupMs: 0, measureMs: 1000 },
  };
  writeFileSync(join(cwd, "hostile.json"), JSON.stringify(scenario));
  const json = ["--target", "http-json", "--url", `${url}/x`];
  const commands = [
    ["run", "hostile.json", ...json, "--out", "out"],
    ["run", "--url", url],
    ["run", "--url", url, "--model", "m"],
    ["run", "--config", `nothing${HOSTILE.replaceAll("\0", "")}`],
    ["trace", "inspect", `nothing${HOSTILE.replaceAll("\0", "")}`],
  ];
  for (const args of commands) {
    const { stdout, stderr } = await plimsoll(args, cwd, { FORCE_COLOR: "0" });
    expect(stdout + stderr, args.join(" ")).not.toMatch(/[^\P{C}\n]/u);
    expect(stderr).toMatch(/\u241b|U\+202E|no model|does not list/);
  }
});

test("a name of ten thousand characters does not fill the screen", async () => {
  const long = "n".repeat(10_000);
  const url = await rawServer(`HTTP/1.1 200 OK\r\nServer: ${long}\r\nContent-Length: 2\r\n\r\n{}`);
  const args = ["run", "steady", "--target", "http-json", "--url", `${url}/x`, "--duration", "1s"];
  const { stdout, stderr } = await plimsoll([...args, "--warmup", "0s", "--rate", "20"], tempFolder());
  expect(stderr).toContain("… (10,000 characters)");
  for (const line of `${stdout}${stderr}`.split("\n")) expect(line.length).toBeLessThan(600);
});

/** A server whose every name is hostile: of itself, of its models, and in its errors. */
async function hostileServer(): Promise<string> {
  const inHeader = HOSTILE.replaceAll(/\r|\p{Cf}|\0/gu, "");
  return rawServer((path) => {
    const answers: Record<string, [number, unknown]> = {
      "/v2": [200, { name: `evil ${HOSTILE}`, version: HOSTILE, extensions: [] }],
      "/v2/repository/index": [200, [{ name: `a${HOSTILE}` }, { name: `b${HOSTILE}` }]],
      "/v2/models/m": [400, { error: HOSTILE }],
      "/x": [200, {}],
    };
    const [status, body] = answers[path] ?? [404, { error: HOSTILE }];
    const text = JSON.stringify(body);
    return `HTTP/1.1 ${status} OK\r\nServer: ok ${inHeader}\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
  });
}

/** A server that answers each request with bytes as they are, since Node's own refuses such headers. */
async function rawServer(answer: string | ((path: string) => string)): Promise<string> {
  const server = createServer((request) => {
    const text = typeof answer === "string" ? answer : answer(request.url ?? "");
    request.resume();
    request.on("end", () => request.socket.write(text));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
