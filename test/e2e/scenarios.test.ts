import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { expect, test } from "vitest";
import { plimsoll, readResult, start, tempFolder } from "./plimsoll.ts";
import { httpServer } from "./targets.ts";

const QUICK = ["--duration", "1s", "--warmup", "0s", "--rate", "80"];

/** A real Open Inference Protocol server with one small model. What an answer takes is up to `delayMs`. */
function inferenceServer(delayMs: (body: string) => number): Promise<string> {
  const tensor = (name: string, shape: number[]) => ({ name, datatype: "FP32", shape });
  const answers: Readonly<Record<string, unknown>> = {
    "/v2": { name: "fake", version: "1", extensions: [] },
    "/v2/models/m": {
      name: "m",
      platform: "x",
      inputs: [tensor("i", [-1, 8])],
      outputs: [tensor("o", [-1, 1])],
    },
    "/v2/models/m/ready": {},
    "/v2/models/m/infer": { model_name: "m", outputs: [{ ...tensor("o", [1, 1]), data: [1] }] },
  };
  return httpServer((request: IncomingMessage, response: ServerResponse) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const answer = JSON.stringify(answers[request.url ?? ""]);
      if (request.method === "GET") response.end(answer);
      else setTimeout(() => response.end(answer), delayMs(Buffer.concat(parts).toString()));
    });
  });
}

test("--list shows every scenario with its planned rate, the working directory's first", async () => {
  const cwd = tempFolder();
  mkdirSync(join(cwd, "scenarios"));
  const mine = {
    name: "mine",
    description: "Traffic of my own.",
    load: { kind: "open", arrivals: { kind: "ramp", fromPerSec: 0, toPerSec: 100 } },
    phases: { warmupMs: 0, measureMs: 10_000 },
  };
  writeFileSync(join(cwd, "scenarios/mine.json"), JSON.stringify(mine));
  writeFileSync(join(cwd, "scenarios/broken.json"), "{}");
  const { exitCode, stdout } = await plimsoll(["run", "--list"], cwd);
  expect(exitCode).toBe(0);
  const lines = stdout.trimEnd().split("\n");
  expect(lines.slice(0, 2)).toEqual(["working directory:", expect.stringMatching(/^broken +not valid$/)]);
  expect(stdout).toMatch(/^mine +[▁ ]▁.*█.* {2}[\d.]+\/s, 10 s\n {4}Traffic of my own\.$/m);
  expect(stdout).toMatch(/^package:\nbatch-job-collision/m);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(100);

  const listed: { name: string; ratePerSec?: number[]; problem: string | null }[] = JSON.parse(
    (await plimsoll(["run", "--list", "--json"], cwd)).stdout,
  );
  expect(listed.map(({ name }) => name).slice(0, 2)).toEqual(["broken", "mine"]);
  expect(listed.length).toBeGreaterThan(16);
  expect(listed[0]?.problem).toContain("not valid");
  expect(listed.find(({ name }) => name === "steady")?.ratePerSec).toHaveLength(40);
});

test("payloads follow --repetition and --payload-seed, and not the number of workers", async () => {
  const cwd = tempFolder();
  const url = await inferenceServer(() => 0);
  let runs = 0;
  const hash = async (...args: string[]) => {
    const out = `${runs++}`;
    await plimsoll(["run", "steady", "--url", url, "--model", "m", ...QUICK, "--out", out, ...args], cwd);
    const { schedule, requests, target, scenario } = readResult(join(cwd, out));
    expect(requests.ok).toBe(requests.scheduled);
    return { sha256: schedule.sha256, payload: target.payload, section: scenario.payload };
  };
  const zipf = await hash("--repetition", "zipf:1.1");
  expect(zipf.payload).toContain("one of 256 by Zipf's law with exponent 1.1");
  expect(zipf.section).toEqual({ items: 1, repetition: { kind: "zipf", exponent: 1.1 } });
  expect((await hash("--repetition", "zipf:1.1", "--workers", "3")).sha256).toBe(zipf.sha256);
  expect((await hash("--repetition", "zipf:1.1", "--payload-seed", "2")).sha256).not.toBe(zipf.sha256);
});

test("unique sends no body twice, and a pool of few sends few", async () => {
  const cwd = tempFolder();
  const bodies: string[] = [];
  const url = await inferenceServer((body) => {
    bodies.push(createHash("sha1").update(body).digest("hex"));
    return 0;
  });
  const args = ["run", "steady", "--url", url, "--model", "m", ...QUICK, "--out", "out"];
  await plimsoll([...args, "--repetition", "unique"], cwd);
  // The first request of the pool has been sent once before, to look at the server.
  expect(new Set(bodies).size).toBe(bodies.length - 1);
  bodies.length = 0;
  await plimsoll([...args, "--repetition", "zipf:3"], cwd);
  expect(bodies.length).toBeGreaterThan(60);
  expect(new Set(bodies).size).toBeLessThan(30);
});

test("a scenario names its model and its lengths; the embedded server takes requests of all of them", async () => {
  const cwd = tempFolder();
  const at = async (out: string, ...args: string[]) => {
    await plimsoll(["run", "sequence-length-mix-short", ...QUICK, "--out", out, ...args], cwd);
    return readResult(join(cwd, out));
  };
  const mixed = await at("mixed");
  expect(mixed.target).toMatchObject({ model: "textenc" });
  expect(mixed.target.payload).toContain("[1,n], [1,n], n lognormal with mean 20 and CV 0.7, cut at 64");
  expect(mixed.requests.ok).toBe(mixed.requests.scheduled);
  expect(mixed.requests.ok).toBeGreaterThan(60);
  const drifting = await at("drift", "--lengths", "uniform:8-128", "--repetition", "drift");
  expect(drifting.target.payload).toContain("n evenly from 8 to 128");
  expect(drifting.requests.ok).toBe(drifting.requests.scheduled);
  const repeated = drifting.command.join(" ");
  expect(repeated).toContain("--repetition drift --lengths uniform:8-128");
});

test("--cache-check finds a server that caches by body, and says so in report and terminal", async () => {
  const cwd = tempFolder();
  const cache = new Set<string>();
  const url = await inferenceServer((body) => {
    const known = cache.has(body);
    cache.add(body);
    return known ? 1 : 4;
  });
  const args = ["run", "steady", "--url", url, "--model", "m", ...QUICK, "--cache-check", "--out", "out"];
  const { exitCode, stdout } = await plimsoll(args, cwd);
  const { cacheCheck, verdict, command } = readResult(join(cwd, "out"));
  expect(cacheCheck).toMatchObject({ samples: 200, suspected: true });
  expect(cacheCheck?.ratio).toBeLessThan(0.8);
  // The check has no say in the verdict, which a busy machine may spoil for so fast a server.
  expect(exitCode).toBe(verdict.valid ? 0 : 3);
  expect(verdict.checks.map(({ code }) => code)).not.toContain("cache");
  expect(stdout).toMatch(/WARNING +A warm cache may be what was measured/);
  expect(command).toContain("--cache-check");
  expect(readFileSync(join(cwd, "out/report.html"), "utf8")).toContain(
    "A warm cache may be what was measured",
  );
});

test("--cache-check does not suspect the embedded server", async () => {
  const cwd = tempFolder();
  const { stdout } = await plimsoll(["run", "steady", ...QUICK, "--cache-check", "--out", "out"], cwd);
  const { cacheCheck } = readResult(join(cwd, "out"));
  expect(cacheCheck).toMatchObject({ samples: 200, suspected: false });
  expect(stdout).toContain("No sign of a cache");
  expect(readFileSync(join(cwd, "out/report.html"), "utf8")).toContain("No sign of a cache");
});

test("an interruption of the cache check ends with 130, and the run before it is whole", async () => {
  const cwd = tempFolder();
  let [asked, planned] = [0, Number.POSITIVE_INFINITY];
  let onStuck = () => {};
  const stuck = new Promise<void>((resolve) => {
    onStuck = resolve;
  });
  // More requests than the run has are those of the cache check: these are not answered any more.
  const url = await inferenceServer(() => {
    if (++asked <= planned + 5) return 0;
    onStuck();
    return 60_000;
  });
  const args = ["run", "steady", "--url", url, "--model", "m", ...QUICK, "--cache-check", "--timeout", "10m"];
  const { child, finished, stderrSoFar } = start([...args, "--out", "out"], cwd);
  await expect.poll(stderrSoFar, { timeout: 60_000 }).toContain("requests planned");
  planned = Number(/(\d+) requests planned/.exec(stderrSoFar())?.[1]);
  await stuck;
  child.kill("SIGINT");
  const { exitCode, stderr } = await finished;
  expect(exitCode, stderr).toBe(130);
  const { partial, requests, cacheCheck } = readResult(join(cwd, "out"));
  expect(partial).toBe(false);
  expect(requests.ok).toBe(requests.scheduled);
  expect(cacheCheck?.suspected).toBeNull();
});

test.each([
  {
    what: "an unknown repetition",
    args: ["--repetition", "sometimes"],
    says: '--repetition: there is no "sometimes"',
  },
  {
    what: "lengths beyond what the model takes",
    args: ["--model", "textenc", "--lengths", "uniform:8-600"],
    says: 'from 8 to 600, but model "textenc" takes 1 to 512',
  },
  {
    what: "unique payloads that need too much memory",
    args: ["--repetition", "unique", "--rate", "20000", "--duration", "60s"],
    says: "MiB, and at most 256 MiB are made",
  },
  {
    what: "a cache check of a body that is always the same",
    args: ["--target", "http-json", "--url", "http://127.0.0.1:1", "--cache-check"],
    says: "--cache-check would do nothing",
  },
])("$what is a usage error", async ({ args, says }) => {
  const { exitCode, stderr } = await plimsoll(["run", "steady", ...args], tempFolder());
  expect(stderr).toContain(says);
  expect(stderr).toContain("to do:");
  expect(exitCode).toBe(2);
});
