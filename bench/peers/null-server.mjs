/**
 * The servers that all clients are driven against, each alone on its CPU:
 *
 * - fast: nginx, one process, 14 bytes from memory; without nginx the recording server stands in for it.
 * - recording: bare sockets in Node that stamp every arrival.
 * - grpc: answers of the Open Inference Protocol over bare HTTP/2.
 *
 * Each is `{ name, url, pid, close() }`; the recording one has `stamps()` too.
 */
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { portOf } from "../lib/port.mjs";
import { SERVER_CPU, spawnPinned } from "./processes.mjs";
import { scratchFolder } from "./scratch.mjs";
import { programVersion } from "./tools/program.mjs";

export async function startFastServer() {
  const version = programVersion(["nginx", "-v"], /nginx\/(\S+)/);
  if (version === null) return startRecordingServer();
  const folder = scratchFolder("nginx");
  const port = await freePort();
  writeFileSync(join(folder, "nginx.conf"), nginxConfiguration(port));
  const child = spawnPinned(SERVER_CPU, ["nginx", "-p", folder, "-e", "stderr", "-c", "nginx.conf"], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const url = `http://127.0.0.1:${port}/`;
  await answers(url);
  return {
    name: `nginx ${version}, one process`,
    url,
    pid: pidOf(child),
    close: () => end(child),
  };
}

function nginxConfiguration(port) {
  const folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  return `
daemon off;
master_process off;
pid nginx.pid;
events { worker_connections 4096; }
http {
  ${folders.map((name) => `${name}_temp_path ${name};`).join(" ")}
  access_log off;
  keepalive_requests 1000000000;
  server {
    listen 127.0.0.1:${port} backlog=4096;
    default_type application/json;
    location / { return 200 '{"text":"nil"}'; }
  }
}
`;
}

/** `stamps()` gives when each request since the last call arrived, ns on CLOCK_MONOTONIC. */
export async function startRecordingServer() {
  const { child, port } = await startNode("recording-server.mjs");
  return {
    name: `bare sockets on Node ${process.version}`,
    url: `http://127.0.0.1:${port}/`,
    pid: pidOf(child),
    async stamps() {
      child.send("stamps");
      const [stamps] = await once(child, "message");
      return stamps;
    },
    close: () => end(child),
  };
}

export async function startGrpcServer() {
  const { child, port } = await startNode("grpc/null-grpc-server.mjs");
  return {
    name: `HTTP/2 of Node ${process.version}`,
    url: `grpc://127.0.0.1:${port}`,
    pid: pidOf(child),
    close: () => end(child),
  };
}

async function startNode(script) {
  const child = spawnPinned(SERVER_CPU, [process.execPath, new URL(script, import.meta.url).pathname], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    serialization: "advanced",
  });
  const [port] = await once(child, "message");
  return { child, port };
}

/** @param {import("node:child_process").ChildProcess} child */
function pidOf({ pid, spawnfile }) {
  if (pid === undefined) throw new Error(`the server could not be started with ${spawnfile}`);
  return pid;
}

async function end(child) {
  child.kill();
  await once(child, "exit");
}

async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const port = portOf(probe);
  probe.close();
  await once(probe, "close");
  return port;
}

async function answers(url) {
  for (let tries = 0; tries < 50; tries++) {
    const reply = await fetch(url, { headers: { connection: "close" } }).catch(() => null);
    if (reply?.ok) return;
    await new Promise((later) => setTimeout(later, 100));
  }
  throw new Error(`no answer from ${url}`);
}
