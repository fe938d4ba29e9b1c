import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { start, tempFolder } from "./plimsoll.ts";
import { httpServer, tcpServer } from "./targets.ts";

/** A server that never answers, and when it was first asked. */
async function silentServer() {
  let onAsked = () => {};
  const asked = new Promise<void>((resolve) => {
    onAsked = resolve;
  });
  const url = await tcpServer((socket) => socket.once("data", onAsked));
  return { url, asked };
}

const PATIENT = ["--timeout", "10m", "--duration", "1s", "--warmup", "0s"];

test.each<[string, NodeJS.Signals, (url: string) => string[]]>([
  ["the first answer", "SIGINT", (url) => ["run", "--target", "http-json", "--url", url]],
  ["what the server speaks", "SIGHUP", (url) => ["run", "--url", url]],
  ["what a gRPC server speaks", "SIGTERM", (url) => ["run", "--url", url.replace("http", "grpc")]],
  [
    "the first answer of a sweep",
    "SIGINT",
    (url) => ["sweep", "--target", "http-json", "--url", url, "--rate", "5,9"],
  ],
])("while %s is awaited, %s ends the command at once", async (_, signal, argsOf) => {
  const { url, asked } = await silentServer();
  const { child, finished } = start([...argsOf(url), ...PATIENT], tempFolder());
  await asked;
  child.kill(signal);
  const { exitCode, stderr } = await finished;
  expect(exitCode, stderr).toBe(130);
});

test("an interruption is heard while the schedule of a long run is made", async () => {
  let onAsked = () => {};
  const asked = new Promise<void>((resolve) => {
    onAsked = resolve;
  });
  const url = await httpServer((_, response) => {
    onAsked();
    response.end("{}");
  });
  const args = [
    "run",
    "steady",
    "--target",
    "http-json",
    "--url",
    url,
    "--rate",
    "20000",
    "--duration",
    "24h",
  ];
  const cwd = tempFolder();
  const { child, finished } = start([...args, "--out", "out"], cwd);
  await asked;
  child.kill("SIGINT");
  const { exitCode, stderr } = await finished;
  expect(stderr).toContain("interrupted while");
  expect(exitCode).toBe(130);
  expect(existsSync(join(cwd, "out/result.json"))).toBe(false);
});
