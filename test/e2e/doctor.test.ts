import { existsSync, readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { doctorResultSchema } from "../../src/result/doctor-result.ts";
import { plimsoll, start, tempFolder } from "./plimsoll.ts";
import { deadUrl, httpServer } from "./targets.ts";

test("judges this machine: one document, whose parts agree, for a server that need not be there", async () => {
  const folder = tempFolder();
  const url = await deadUrl();
  const done = await plimsoll(["doctor", "--json", "--duration", "500ms", "--url", url], folder, {
    TMPDIR: folder,
  });
  const result = doctorResultSchema.strict().parse(JSON.parse(done.stdout));
  const { calibration, checks } = result;

  expect(result.target).toEqual({ url, local: true });
  expect(checks.map(({ id }) => id)).toEqual([
    ...["node", "cores", "quota", "governor", "other-work", "memory", "descriptors", "ports"],
    ...["clock-source", "clock", "steal", "send-lag", "rate"],
  ]);
  // The verdict, the exit code and the sentence say the same.
  expect(result.believable).toBe(checks.every(({ status }) => status !== "bad"));
  expect(done.exitCode).toBe(result.believable ? 0 : 3);
  expect(done.stderr).toContain(
    result.believable ? "Believe this machine up to" : "Do not believe this machine",
  );

  expect(calibration.floor).toMatchObject({ ratePerSec: 1000, measuredMs: 500 });
  expect(calibration.search.length).toBeGreaterThan(1);
  const runs = [calibration.floor, ...calibration.search];
  for (const run of runs) {
    expect(run.answeredShare).toBeGreaterThanOrEqual(0);
    expect(run.answeredShare).toBeLessThanOrEqual(1);
    expect(run.valid).toBe(run.reasons.length === 0);
  }
  const rate = checks.find(({ id }) => id === "rate");
  if (calibration.believedPerSec === null) expect(rate?.status).toBe("bad");
  else {
    expect(runs.filter(({ valid }) => valid).map((run) => run.ratePerSec)).toContain(
      calibration.believedPerSec,
    );
    expect(calibration.refusedPerSec ?? Number.POSITIVE_INFINITY).toBeGreaterThan(calibration.believedPerSec);
  }
  // Neither the runs nor a scenario stay behind.
  expect(readdirSync(folder)).toEqual([]);
});

test("asks two drivers about the same server, by turns, and says whether they agree", async () => {
  const folder = tempFolder();
  const url = await httpServer((_, response) => setTimeout(() => response.end("ok"), 20));
  const args = ["doctor", "--json", "--duration", "500ms", "--second-opinion", "--url", url];
  const done = await plimsoll(args, folder, { TMPDIR: folder });
  const { checks, secondOpinion } = doctorResultSchema.strict().parse(JSON.parse(done.stdout));
  expect(secondOpinion).toMatchObject({ url, turns: 5 });
  expect(secondOpinion?.drivers).toEqual([
    expect.stringMatching(/^plimsoll /),
    expect.stringMatching(/^autocannon /),
  ]);
  const p50 = secondOpinion?.figures.find(({ name }) => name === "response p50");
  for (const found of [p50?.medians.plimsoll, p50?.medians.autocannon]) {
    expect(found).toBeGreaterThan(19);
    expect(found).toBeLessThan(60);
  }
  const failed = secondOpinion?.figures.find(({ name }) => name === "failed requests");
  expect(failed?.medians).toEqual({ plimsoll: 0, autocannon: 0 });
  const check = checks.find(({ id }) => id === "second-opinion");
  expect(check?.status).toBe(secondOpinion?.agree === true ? "ok" : "bad");
  expect(done.stderr).toMatch(/Two drivers by turns, 5 runs each/);
  expect(readdirSync(folder)).toEqual([]);
});

test("an interrupt ends it with 130, and leaves neither a document, nor files, nor the null server", async () => {
  const folder = tempFolder();
  const { child, finished } = start(["doctor", "--json"], folder, { TMPDIR: folder });
  const nullServer = await childOf(child.pid);
  child.kill("SIGINT");
  const done = await finished;
  expect(done.exitCode).toBe(130);
  expect(done.stdout).toBe("");
  expect(done.stderr).toContain("interrupted");
  expect(readdirSync(folder)).toEqual([]);
  expect(existsSync(`/proc/${nullServer}`)).toBe(false);
});

test("foolish arguments are all named at once, before anything is measured", async () => {
  const done = await plimsoll(
    ["doctor", "--url", "nonsense", "--duration", "soon", "--rate", "5"],
    tempFolder(),
  );
  expect(done.exitCode).toBe(2);
  for (const option of ["--url", "--duration", "--rate"]) expect(done.stderr).toContain(option);
  expect(done.stdout).toBe("");
});

/** Process id of the null server, once the doctor has started it. */
async function childOf(pid: number | undefined): Promise<string> {
  for (;;) {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ");
    const found = children.find((child) => commandOf(child).includes("null-server-process"));
    if (found !== undefined) return found;
    await sleep(20);
  }
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return ""; // gone in the meantime
  }
}
