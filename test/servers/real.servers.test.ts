import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { chooseSetup } from "../../src/commands/series/choose-setup.ts";
import { createHost } from "../../src/host/real-host.ts";
import type { RunResult } from "../../src/result/run-result.ts";
import { plimsoll, readResult, tempFolder } from "../e2e/plimsoll.ts";
import { SERVERS } from "./catalog/index.ts";
import type { Spoken } from "./catalog/server-row.ts";
import { type RealServer, startServer } from "./real-server.ts";
import { type Exercised, type ServerRecord, writeLastRun } from "./record.ts";

const asked = inject("asked");
const installed = inject("installed");
const USUAL_RATE_PER_SEC = 50;
const date = new Date().toISOString().slice(0, 10);
const seen: Record<string, ServerRecord> = {};

for (const row of SERVERS.filter(({ name }) => asked.names.includes(name))) {
  const { name, title } = row;
  const outcome = installed[name] ?? { reason: "nobody tried" };
  if ("reason" in outcome) {
    test.skip(`${title} cannot be installed: ${outcome.reason}`);
    seen[name] = { title, date, skipped: outcome.reason };
    continue;
  }
  describe(title, () => {
    let server: RealServer;
    beforeAll(async () => {
      server = await startServer(row);
      console.log(`${title}: ready after ${(server.startedInMs / 1000).toFixed(1)} s`);
    });
    afterAll(async () => {
      expect(await server?.stop(), "processes that did not end when asked").toEqual([]);
    });
    const exercised = row.speaks.map((spoken) =>
      driveOver(spoken, row.ratePerSec ?? USUAL_RATE_PER_SEC, (path) => server.url(spoken.port, path)),
    );
    seen[name] = { title, date, package: `${row.package} ${outcome.version}`, exercised };
  });
}

afterAll(() => {
  if (asked.record) writeLastRun(seen);
});

/** The tests over one protocol; the record fills as they pass. */
function driveOver(
  spoken: Spoken,
  ratePerSec: number,
  urlOf: (path: string | undefined) => string,
): Exercised {
  const { target, protocol, path, flags = [], scenario = [], settingsAt, names, wrong } = spoken;
  const passed: string[] = [];
  const exercised = { protocol, target, saidToBe: null as string | null, passed };
  const words = (path: string | undefined, flags: readonly string[]) => [
    ...["run", "steady", "--target", target, "--url", urlOf(path)],
    ...flags,
  ];

  /** A run all of whose requests are answered ok, by the server and the model that the catalog names. */
  async function run(load: readonly string[]): Promise<RunResult> {
    const cwd = tempFolder();
    const { exitCode, stderr } = await plimsoll([...words(path, flags), ...load, "--out", "out"], cwd);
    // 3: a busy machine may spoil the measurement, never the answers.
    expect([0, 3], stderr).toContain(exitCode);
    const result = readResult(join(cwd, "out"));
    expect(result.requests.failures).toEqual([]);
    expect(result.requests).toMatchObject({ ok: result.requests.scheduled, failed: 0 });
    expect(result.target).toMatchObject({ kind: target, model: names.model });
    expect(result.target.server).toMatch(names.server);
    exercised.saidToBe = result.target.server;
    return result;
  }

  test(`${protocol} (${target}): a closed loop of 4 for 2 s, every answer ok`, async () => {
    // No warm-up: nothing is timed here, and a slow server may have no more than the first four answers to count.
    const { requests } = await run(["--concurrency", "4", "--duration", "2s", "--warmup", "0s"]);
    expect(requests.ok).toBeGreaterThan(0);
    passed.push("closed loop");
  });

  test(`${protocol} (${target}): ${ratePerSec} requests a second for 10 s, all ok`, async () => {
    const load = ["--arrivals", "constant", "--rate", `${ratePerSec}`, "--duration", "10s", "--warmup", "1s"];
    const { requests } = await run(load);
    expect(requests.ok).toBe(10 * ratePerSec);
    passed.push(`open loop at ${ratePerSec}/s`);
  });

  if (spoken.foundAlone)
    test(`${protocol} (${target}): --url alone finds it, and drives it`, async () => {
      const cwd = tempFolder();
      const { exitCode, stderr } = await plimsoll(
        ["run", ...scenario, "--url", urlOf(path), "--duration", "2s", "--out", "out"],
        cwd,
      );
      expect([0, 3], stderr).toContain(exitCode);
      const result = readResult(join(cwd, "out"));
      expect(result.requests.failures).toEqual([]);
      expect(result.target).toMatchObject({ kind: target, model: names.model, found: expect.any(String) });
      passed.push("found by its URL alone");
    });

  if (settingsAt !== undefined)
    test(`${protocol} (${target}): a sweep changes its batch, delay and instances, and puts them back`, async () => {
      const url = urlOf(path);
      const load = ["--concurrency", "4", "--duration", "1s", "--warmup", "0s"];
      const before = await settingsAt(url);
      const setup = chooseSetup({ url: [url] }, "no hook, no log", createHost());
      const points = [
        { maxBatch: 4, maxDelayMs: 2, instances: 2 },
        { maxBatch: 64, maxDelayMs: 0, instances: 1 },
      ];
      try {
        for (const { maxDelayMs, ...point } of points) {
          const options = { url: [url], target, model: names.model ?? "", ...point };
          await setup.setUp({}, { ...options, maxDelay: `${maxDelayMs}ms` });
          expect(await settingsAt(url)).toEqual({ ...point, maxDelayMs });
          await run(load);
        }
      } finally {
        await setup.restore();
      }
      expect(await settingsAt(url)).toEqual(before);
      await run(load);
      passed.push("batch, delay and instances set");
    }, 180_000);

  test(`${protocol} (${target}): a wrong name is refused in a sentence before any load`, async () => {
    const args = words(wrong.path ?? path, wrong.flags ?? flags);
    const { exitCode, stderr } = await plimsoll(args, tempFolder());
    expect(exitCode, stderr).toBe(4);
    expect(stderr).toMatch(wrong.says);
    expect(stderr).toContain("to do:");
    passed.push("wrong name");
  });
  return exercised;
}
