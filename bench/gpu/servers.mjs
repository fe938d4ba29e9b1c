import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { portOf } from "../lib/port.mjs";
import { endProgram, lastLines, runProgram, startProgram } from "./programs.mjs";
import { startTokenStandIn } from "./token-stand-in.mjs";

const START_LIMIT_MS = 180_000;
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const python = process.env.PLIMSOLL_PYTHON ?? "python3";

/** One server at a time: two would share the device. */
export class Servers {
  #options;
  #kind = null;
  #url = null;
  #stop = async () => {};

  /** @param {{ servers: "torch" | "stand-in", device: string, tiny: boolean, out: string }} options */
  constructor(options) {
    this.#options = options;
  }

  /** Where a server of this kind listens; started where it is not running yet. Null: plimsoll starts its own. */
  async use(kind) {
    if (kind === this.#kind || kind === null) return this.#url;
    await this.stop();
    const started = await START[this.#options.servers][kind](this.#options);
    [this.#kind, this.#url, this.#stop] = [kind, started.url, started.stop];
    return this.#url;
  }

  async stop() {
    await this.#stop();
    [this.#kind, this.#url, this.#stop] = [null, null, async () => {}];
  }
}

const START = {
  torch: { tensor: startTensorServer, tokens: startTransformersServe },
  "stand-in": {
    tensor: async () => ({ url: null, stop: async () => {} }),
    tokens: startTokenStandIn,
  },
};

function startTensorServer({ device, tiny, out }) {
  const args = ["--device", device, ...(tiny ? ["--tiny", "--max-batch", "8"] : [])];
  const words = (port) => [here("servers/tensor_server.py"), "--port", port, ...args];
  return startPython("tensor-server", words, { out, ready: "/v2/health/ready" });
}

/** OpenAI's API with continuous batching, of a decoder that is made on the spot. */
async function startTransformersServe({ device, tiny, out }) {
  await installWheels(out);
  mkdirSync(join(out, "hf/hub"), { recursive: true }); // without it, the list of models is an error
  if (!existsSync(join(out, "decoder/tokenizer.json"))) {
    const make = [
      here("servers/make_decoder.py"),
      "decoder",
      "--device",
      device,
      ...(tiny ? ["--tiny"] : []),
    ];
    await mustRun("make-decoder", make, out);
  }
  // Room for 65 536 tokens in blocks of 256. Left to itself it takes nearly all memory, and clears it first.
  const cache = tiny ? ["64", "256"] : ["256", "2048"];
  const words = (port) => [
    ...["-m", "transformers.cli.transformers", "serve", "decoder", "--continuous-batching"],
    ...["--cb-num-blocks", cache[0], "--cb-max-batch-tokens", cache[1], "--attn-implementation", "sdpa"],
    ...["--device", device, "--host", "127.0.0.1", "--port", port, "--log-level", "error"],
  ];
  const server = await startPython("transformers-serve", words, { out, ready: "/health" });
  // The first request makes the cache.
  const body = JSON.stringify({ model: "decoder", prompt: "hello", max_tokens: 2 });
  const headers = { "Content-Type": "application/json" };
  await fetch(`${server.url}/v1/completions`, { method: "POST", headers, body });
  return server;
}

/** Those that the machine lacks, where they were brought along. */
async function installWheels(out) {
  const folder = here("../../wheels");
  if (!existsSync(folder) || existsSync(join(out, "site"))) return;
  const wheels = readdirSync(folder).map((name) => join(folder, name));
  const quiet = [
    "-q",
    "--no-index",
    "--no-deps",
    "--no-compile",
    "--no-cache-dir",
    "--target",
    join(out, "site"),
  ];
  await mustRun("wheels", ["-m", "pip", "install", ...quiet, ...wheels], out);
}

function environment(out) {
  return {
    ...process.env,
    PYTHONPATH: join(out, "site"),
    HF_HOME: join(out, "hf"),
    HF_HUB_OFFLINE: "1",
  };
}

async function mustRun(name, args, out) {
  const logFile = join(out, `${name}.log`);
  const { exitCode } = await runProgram(python, args, {
    logFile,
    cwd: out,
    env: environment(out),
    limitMs: START_LIMIT_MS,
  });
  if (exitCode !== 0) throw new Error(`${name} ended with ${exitCode}: ${lastLines(logFile)}`);
}

async function startPython(name, words, { out, ready }) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const logFile = join(out, `${name}.log`);
  const program = startProgram(python, words(String(port)), { logFile, cwd: out, env: environment(out) });
  const stop = () => endProgram(program);
  let over = false;
  void program.ended.then(() => {
    over = true;
  });
  for (const until = Date.now() + START_LIMIT_MS; Date.now() < until && !over; await sleep(200)) {
    const answered = await fetch(url + ready).catch(() => null);
    if (answered?.ok) return { url, stop };
  }
  await stop();
  throw new Error(`${name} did not come up: ${lastLines(logFile)}`);
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const port = portOf(server);
      server.close(() => resolve(port));
    });
  });
}
