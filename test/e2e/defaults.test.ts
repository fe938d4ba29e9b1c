import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { json, MODEL, SERVER } from "../targets/fake-server.ts";
import { sendJson } from "../targets/openai-server.ts";
import { languageModel } from "./language-model.ts";
import { plimsoll, readResult, tempFolder } from "./plimsoll.ts";
import { httpServer } from "./targets.ts";

// What nobody asked for gives way: the items, objectives and words of the default scenario, the default axes of a sweep.

const QUICK = ["--duration", "1s", "--warmup", "0.2s", "--lateness", "9999ms,999%", "--out", "out"];

async function run(...args: string[]) {
  const cwd = tempFolder();
  const finished = await plimsoll(["run", ...args, ...QUICK], cwd);
  return { ...finished, result: () => readResult(join(cwd, "out")), report: join(cwd, "out/report.html") };
}

const answering = () =>
  httpServer((request, response) => request.on("end", () => sendJson(response, { ok: 1 })).resume());

test("a closed loop without a named scenario has no objective, no burst and no name of another load", async () => {
  const { stdout, stderr, result, report } = await run(
    "--target",
    "openai-chat",
    "--url",
    await languageModel(),
    "--concurrency",
    "1..4",
  );
  const { slo, scenario, load, verdict } = result();
  expect(slo.filter(({ implied }) => !implied)).toEqual([]);
  expect(verdict.reasons.map(({ code }) => code)).not.toContain("too-few-samples");
  expect(scenario.description).toMatch(/^Closed loop: 1 growing to 4 in flight/);
  expect(load.concurrency).toBe(4);
  const page = readFileSync(report, "utf8");
  expect(page).toContain("1 to 4 users sent one request after another");
  expect(page).toMatch(/Connections<[^1-9]*1 to 4</);
  for (const text of [stdout, stderr, page])
    expect(text).not.toMatch(/five times busier|fraud-check|p99&lt;=2s/);
  expect(stdout).toContain("closed loop of 1 to 4 connections");
});

test("the command that repeats a run without a named scenario names none", async () => {
  const { result } = await run("--url", await answering(), "--target", "http-json", "--body", "{}");
  const words = result().command;
  expect(words.slice(0, 3)).toEqual(["plimsoll", "run", "--target"]);
  expect(words.join(" ")).not.toContain("fraud-check-burst");
});

test("a named scenario is the user's word: its items are refused where they cannot be sent, with what to do", async () => {
  const url = await languageModel();
  const refused = await run("fraud-check-burst", "--target", "openai-chat", "--url", url);
  expect(refused.stderr).toMatch(/openai-chat sends one prompt a request, and the scenario asks for 4 items/);
  expect(refused.stderr).toMatch(/add --batch 1/);
  expect(refused.exitCode).toBe(2);
  const { result } = await run("fraud-check-burst", "--target", "openai-chat", "--url", url, "--batch", "1");
  expect(result().scenario.name).toBe("fraud-check-burst");
});

test("how many items a given body holds is not known, and neither is what one costs, unless --batch says it", async () => {
  const url = await answering();
  const asked = ["--url", url, "--target", "http-json", "--body", '{"x":[1,2,3]}'];
  const unknown = (await run(...asked)).result();
  expect(unknown.target.itemsPerRequest).toBeNull();
  expect(unknown.target.requestBytes).toBe('{"x":[1,2,3]}'.length);
  expect([unknown.load.inferencesPerSec, unknown.cost.perMillionInferences]).toEqual([null, null]);
  expect(unknown.cost.perMillionRequests).toBeGreaterThan(0);
  expect(unknown.scenario.payload?.items).toBeUndefined();
  const said = (await run(...asked, "--batch", "3")).result();
  expect(said.target.itemsPerRequest).toBe(3);
  expect(said.load.inferencesPerSec).toBeCloseTo(3 * (said.load.achievedPerSec ?? 0), 6);
});

test("the report of a given body says why there is no cost per inference", async () => {
  const { report } = await run("--url", await answering(), "--target", "http-json", "--body", "{}");
  const page = readFileSync(report, "utf8");
  expect(page.match(/how many items a given body holds is not known/g)?.length).toBeGreaterThanOrEqual(2);
});

/** A server of tensors that takes no more than so many items a request. */
function ofAtMost(items: number) {
  return httpServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const path = request.url ?? "";
      if (path === "/v2") return sendJson(response, SERVER);
      if (path === "/v2/models/m") return sendJson(response, JSON.parse(String(json(MODEL).body)));
      if (request.method === "GET") return sendJson(response, {}, path.includes("ready") ? 200 : 404);
      if (path === "/v2/repository/index") return sendJson(response, [{ name: "m", state: "READY" }]);
      const body = Buffer.concat(parts);
      const head = Number(request.headers["inference-header-content-length"] ?? body.length);
      const [batch = 0] = JSON.parse(body.subarray(0, head).toString()).inputs[0].shape as number[];
      if (batch > items) return sendJson(response, { error: `batch-size must be <= ${items}` }, 400);
      const outputs = MODEL.outputs.map(({ name, datatype, shape }) => {
        const own = shape.map((size, axis) => (axis === 0 ? batch : size));
        const count = own.reduce((product, size) => product * size, 1);
        return { name, datatype, shape: own, data: new Array(count).fill(0.5) };
      });
      return sendJson(response, { model_name: "m", model_version: "1", outputs });
    });
  });
}

test("a server that takes one item a request gets one, where nobody asked for more, and the result says so", async () => {
  const asked = ["--url", await ofAtMost(1), "--target", "oip-http", "--model", "m"];
  const { stderr, result } = await run(...asked);
  const { target, requests, scenario, load } = result();
  expect(requests.ok, stderr).toBe(requests.scheduled);
  expect([target.itemsPerRequest, scenario.payload?.items]).toEqual([1, 1]);
  expect(target.settings.items).toMatch(/1 a request: the server did not take the 4/);
  expect(load.inferencesPerSec).toBe(load.achievedPerSec);
  const refused = await run(...asked, "--batch", "4");
  expect(refused.stderr).toContain("batch-size must be <= 1");
  expect(refused.exitCode).toBe(4);
});

const SWEEP = [
  "--duration",
  "1s",
  "--warmup",
  "0s",
  "--cooldown",
  "0s",
  "--lateness",
  "9999ms,999%",
  "--confirm",
  "0",
  "--out",
  "out",
  "--json",
];

async function sweep(...args: string[]) {
  const { stdout, stderr, exitCode } = await plimsoll(["sweep", ...args, ...SWEEP], tempFolder());
  return { stderr, exitCode, result: () => JSON.parse(stdout) };
}

test.each<[string, string[]]>([
  ["a language model that is named", ["--target", "openai-chat"]],
  ["a language model that is found", []],
])("a sweep of %s plans no batches", async (_, target) => {
  const { stderr, result } = await sweep("--url", await languageModel(), ...target, "--concurrency", "1,2");
  expect(stderr).not.toMatch(/items were asked for/);
  expect(result().axes.map(({ name }: { name: string }) => name)).toEqual(["concurrency"]);
  expect(result().points).toHaveLength(2);
});

test("a sweep of an endpoint whose requests cannot be made up plans no batches, with and without a body", async () => {
  const asked = ["steady", "--target", "http-json", "--url", await answering(), "--rate", "20,40"];
  for (const more of [[], ["--body", "{}"]]) {
    const { stderr, result } = await sweep(...asked, ...more);
    expect(stderr).not.toMatch(/would do nothing/);
    expect(result().axes.map(({ name }: { name: string }) => name)).toEqual(["rate"]);
    expect(result().points.every((point: { inferencesPerSec: number }) => point.inferencesPerSec > 0)).toBe(
      true,
    );
  }
});
