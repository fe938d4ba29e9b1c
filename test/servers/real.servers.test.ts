import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import type { RunResult } from "../../src/stats/run-result.ts";
import { targetKindSchema } from "../../src/targets/options.ts";
import { plimsoll, readResult, tempFolder } from "../e2e/plimsoll.ts";
import { SERVERS } from "./catalog/index.ts";
import type { Spoken } from "./catalog/server-row.ts";
import { type RealServer, startServer } from "./real-server.ts";

const { names } = inject("asked");
const installed = inject("installed");
const isKnown = (kind: string) => targetKindSchema.safeParse(kind).success;

for (const row of SERVERS.filter(({ name }) => names.includes(name))) {
  const outcome = installed[row.name];
  if (outcome === undefined || "reason" in outcome) {
    test.skip(`${row.title} cannot be installed: ${outcome?.reason}`);
    continue;
  }
  describe(row.title, () => {
    let server: RealServer;
    beforeAll(async () => {
      server = await startServer(row);
    });
    afterAll(async () => {
      expect(await server.stop(), "processes that did not end when asked").toEqual([]);
    });
    for (const spoken of row.speaks) {
      if (isKnown(spoken.target)) driveOver(spoken, () => server);
      else test.skip(`${spoken.protocol}: not driven yet, there is no target ${spoken.target}`);
    }
  });
}

function driveOver(spoken: Spoken, server: () => RealServer): void {
  const { target, protocol, flags = [], names, wrong } = spoken;
  const args = (url: string) => ["run", "steady", "--target", target, "--url", url];

  /** A run with `load`, all of whose requests must be answered ok by the server and model that the row names. */
  async function run(load: readonly string[]): Promise<RunResult> {
    const cwd = tempFolder();
    const { exitCode, stderr } = await plimsoll(
      [...args(server().url(spoken)), ...flags, ...load, "--out", "out"],
      cwd,
    );
    // 3: a busy machine may spoil the measurement, never the answers.
    expect([0, 3], stderr).toContain(exitCode);
    const result = readResult(join(cwd, "out"));
    expect(result.requests.failures).toEqual([]);
    expect(result.requests).toMatchObject({ ok: result.requests.scheduled, failed: 0 });
    expect(result.target).toMatchObject({
      kind: target,
      model: names.model,
      server: expect.stringMatching(names.server),
    });
    return result;
  }

  test(`${protocol} (${target}): a closed loop of 4 for 2 s, every answer ok`, async () => {
    const { requests } = await run(["--concurrency", "4", "--duration", "2s", "--warmup", "500ms"]);
    expect(requests.ok).toBeGreaterThanOrEqual(20);
  });

  test(`${protocol} (${target}): 50 requests a second for 10 s, 500 ok`, async () => {
    const { requests } = await run([
      "--arrivals",
      "constant",
      "--rate",
      "50",
      "--duration",
      "10s",
      "--warmup",
      "1s",
    ]);
    expect(requests.ok).toBe(500);
  });

  test(`${protocol} (${target}): a wrong name is refused in a sentence before any load`, async () => {
    const url = server().url({ ...spoken, ...(wrong.path !== undefined && { path: wrong.path }) });
    const { exitCode, stderr } = await plimsoll([...args(url), ...(wrong.flags ?? flags)], tempFolder());
    expect(exitCode, stderr).toBe(4);
    expect(stderr).toMatch(wrong.says);
    expect(stderr).toContain("to do:");
  });
}
