import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { HistogramLogReader } from "hdr-histogram-js";
import { expect, test } from "vitest";
import { chatEvents, DONE, sendEvents, sendJson } from "../targets/openai-server.ts";
import { plimsoll, readResult, tempFolder } from "./plimsoll.ts";
import { httpServer } from "./targets.ts";

/** A busy machine must not make these runs INVALID: what is tried here is what they count. */
const PATIENT = ["--lateness", "1000ms,100%"];
const QUICK = [
  ...["run", "steady", "--duration", "1s", "--warmup", "0.2s", "--rate", "80", "--out", "out"],
  ...PATIENT,
];
const SECRET = "sk-plimsoll-0123456789abcdef";

/** A model that writes four tokens in three chunks, for who has the key. */
function modelServer(answerWhole = false) {
  return httpServer((request, response) => {
    if (request.headers.authorization !== `Bearer ${SECRET}`)
      return sendJson(response, { error: { message: `no key, but ${request.headers.authorization}` } }, 401);
    if (request.url === "/v1/models")
      return sendJson(response, { data: [{ id: "tiny", object: "model", owned_by: "vllm" }] });
    if (request.method !== "POST") return sendJson(response, {}, 404);
    const usage = { prompt_tokens: 7, completion_tokens: 4, total_tokens: 11 };
    if (answerWhole) return sendJson(response, { choices: [{ message: { content: "a b c d" } }], usage });
    const texts = ["a", " b c", " d"].map((content) => chatEvents.chunk({ content }));
    return sendEvents(response, [...texts, chatEvents.chunk({}, "length"), chatEvents.usage(7, 4), DONE]);
  });
}

test("a run of a chat counts first tokens, chunks and tokens, and what a million of them cost", async () => {
  const cwd = tempFolder();
  const args = [...QUICK, "--target", "openai-chat", "--url", await modelServer(), "--api-key-env", "MY_KEY"];
  const { stdout, stderr } = await plimsoll([...args, "--slo", "ttft.p50<=9s"], cwd, { MY_KEY: SECRET });
  const result = readResult(join(cwd, "out"));
  const { requests, latencyMs, tokens, load } = result;
  expect(requests.ok).toBe(requests.scheduled);
  expect(latencyMs.ttft?.count).toBe(requests.ok);
  expect(latencyMs.tpot?.count).toBe(requests.ok);
  expect(latencyMs.chunkGap?.count).toBe(2 * requests.ok);
  expect(latencyMs.ttft?.max).toBeLessThanOrEqual(latencyMs.response.max ?? 0);
  const answers = Math.round(((load.achievedPerSec ?? 0) * load.measuredMs) / 1000);
  expect(tokens).toMatchObject({
    streamed: true,
    answers,
    prompt: 7 * answers,
    output: 4 * answers,
    chunks: 3 * answers,
    absent: {},
  });
  expect(tokens?.outputPerSec).toBeCloseTo(4 * (load.achievedPerSec ?? 0), 6);
  expect(result.cost.perMillionOutputTokens).toBeCloseTo((result.cost.perMillionRequests ?? 0) / 4, 6);
  expect(result.slo[0]).toMatchObject({ objective: "ttft.p50<=9s", observedWithin: true });
  expect(result.target).toMatchObject({ kind: "openai-chat", model: "tiny", settings: { dialect: "vLLM" } });
  expect(stdout).toMatch(/^TTFT /m);

  const log = new HistogramLogReader(readFileSync(join(cwd, "out/latency.hlog"), "utf8"));
  const logged: Record<string, number> = {};
  for (let line = log.nextIntervalHistogram(); line !== null; line = log.nextIntervalHistogram())
    logged[line.tag] = (logged[line.tag] ?? 0) + line.totalCount;
  expect(logged).toMatchObject({ ttft: requests.ok, tpot: requests.ok, chunkGap: 2 * requests.ok });

  const written = readdirSync(join(cwd, "out")).map((file) => readFileSync(join(cwd, "out", file), "utf8"));
  expect([...written, stdout, stderr].filter((text) => text.includes(SECRET))).toEqual([]);
  expect(result.command.join(" ")).toContain("--api-key-env MY_KEY");
});

test("--no-stream counts tokens of whole answers, and has no times of tokens", async () => {
  const cwd = tempFolder();
  const args = [...QUICK, "--target", "openai-chat", "--url", await modelServer(true), "--no-stream"];
  await plimsoll([...args, "--api-key-env", "MY_KEY"], cwd, { MY_KEY: SECRET });
  const { tokens, latencyMs, requests, command } = readResult(join(cwd, "out"));
  expect(requests.ok).toBe(requests.scheduled);
  expect(tokens).toMatchObject({ streamed: false, output: 4 * (tokens?.answers ?? 0), chunks: 0 });
  expect([latencyMs.ttft, latencyMs.tpot]).toEqual([null, null]);
  expect(command).toContain("--no-stream");
});

test.each<[string, string[], number, RegExp]>([
  ["a key that was not named", [], 4, /wants a key: GET \/v1\/models answered 401.*--api-key-env/s],
  [
    "a wrong key, which the server repeats",
    ["--api-key-env", "WRONG_KEY"],
    4,
    /wants another key.*no key, but Bearer …/,
  ],
  [
    "a variable that is not set",
    ["--api-key-env", "NO_SUCH_KEY"],
    2,
    /the variable that --api-key-env names.* is not set/,
  ],
  [
    "an objective on tokens that are not seen",
    ["--no-stream", "--slo", "ttft.p99<=1s"],
    2,
    /about tokens as they come/,
  ],
  ["a batch of chats", ["--api-key-env", "MY_KEY", "--batch", "4"], 2, /one prompt a request/],
  ["lengths beside a body", ["--body", "Hi", "--lengths", "fixed:9"], 2, /lengths would do nothing/],
])("%s is told before any load, with what to do", async (_, more, exitCode, message) => {
  const cwd = tempFolder();
  const args = [...QUICK, "--target", "openai-chat", "--url", await modelServer(), ...more];
  const finished = await plimsoll(args, cwd, { MY_KEY: SECRET, WRONG_KEY: `${SECRET}-2` });
  expect(finished.stderr).toMatch(message);
  expect(finished.exitCode).toBe(exitCode);
  expect(finished.stderr).not.toContain(SECRET);
});

test("options about tokens are refused where there are none", async () => {
  const cwd = tempFolder();
  const { exitCode, stderr } = await plimsoll([...QUICK, "--max-tokens", "9", "--no-stream"], cwd);
  expect(stderr).toMatch(/--max-tokens and --no-stream would do nothing with --target oip-http/);
  expect(exitCode).toBe(2);
});
