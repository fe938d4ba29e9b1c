import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { plimsoll, readResult, tempFolder, untilValid } from "./plimsoll.ts";
import { httpServer } from "./targets.ts";

/** A server that answers after 5 ms, and every so many-th request after 400 ms. */
function server(slowEvery = Number.POSITIVE_INFINITY): Promise<string> {
  let requests = 0;
  return httpServer((_, response) => {
    const isSlow = ++requests % slowEvery === 0;
    setTimeout(() => response.end("ok"), isSlow ? 400 : 5);
  });
}

/** A busy machine must not make these runs INVALID: what is tried here is what becomes of their objectives. */
const against = (url: string) => [
  "--target",
  "http-json",
  "--url",
  url,
  "--arrivals",
  "poisson",
  "--lateness",
  "1000ms,100%",
];

test("an objective is shown to hold, to miss, or neither; the exit code says which", async () => {
  const cwd = tempFolder();
  const run = async (name: string, slowEvery: number, ...args: string[]) => {
    const url = await server(slowEvery);
    const options = ["--duration", "4s", "--warmup", "0.5s", "--rate", "250", "--slo", "p50<=200ms"];
    const { exitCode, stdout } = await untilValid(["run", ...against(url), ...options, ...args], name, cwd);
    return { exitCode, stdout, slo: readResult(join(cwd, name)).slo[0] };
  };
  // Half of the requests must be fast: a few independent ones show it, and a busy machine leaves as many.
  const held = await run("held", 1000);
  expect(held.slo).toMatchObject({ answer: "holds", basis: "bound" });
  expect(held.exitCode).toBe(0);
  expect(held.stdout).toMatch(
    /objective +p50<=200ms: observed .*, holds\n +at least \d.* of requests keep it, 95 % sure/,
  );

  const missed = await run("missed", 1);
  expect(missed.slo).toMatchObject({ answer: "misses", holds: false });
  expect(missed.exitCode).toBe(1);
  expect(missed.stdout).toMatch(/^OBJECTIVE MISSED/m);

  // Every other request is slow: neither side of a half can be shown.
  const open = await run("open", 2);
  expect(open.slo).toMatchObject({ answer: "not shown", holds: null });
  expect(open.exitCode).toBe(3);
  expect(open.stdout).toMatch(/^OBJECTIVE NOT SHOWN/m);

  const observed = await run("observed", 2, "--slo-judge", "observed");
  expect(observed.slo).toMatchObject({ basis: "observed", bounds: null });
  expect(observed.exitCode).toBe(observed.slo?.observedWithin === true ? 0 : 1);
  expect(observed.stdout).toMatch(/objective +p50<=200ms: observed .*, observed (within|beyond) the limit/);
});

test("objectives that only the scenario brings are shown, and do not change the exit code", async () => {
  const cwd = tempFolder();
  const scenario = {
    name: "own",
    description: "Steady traffic with an objective.",
    load: { kind: "open", arrivals: { kind: "poisson", ratePerSec: 200 } },
    phases: { warmupMs: 500, measureMs: 3000 },
    slo: ["p90<=1ms"],
  };
  writeFileSync(join(cwd, "own.json"), JSON.stringify(scenario));
  const url = await server();
  const target = against(url).filter((word) => word !== "--arrivals" && word !== "poisson");
  const brought = await untilValid(["run", "own.json", ...target], "brought", cwd);
  expect(readResult(join(cwd, "brought")).slo[0]).toMatchObject({ answer: "misses", ofScenario: true });
  expect(brought.stdout).toMatch(/^VALID/m);
  expect(brought.stdout).toContain("p90<=1ms (the scenario's)");
  expect(brought.exitCode).toBe(0);
  const asked = await untilValid(["run", "own.json", ...target, "--slo", "p90<=1ms"], "asked", cwd);
  expect(asked.exitCode).toBe(1);
});

test("--until-shown goes on until every objective is decided, and loses nothing at its end", async () => {
  const cwd = tempFolder();
  const url = await server();
  const args = [
    "run",
    ...against(url),
    "--duration",
    "2s",
    "--warmup",
    "0.5s",
    "--rate",
    "200",
    "--until-shown",
    "60s",
  ];
  const { exitCode, stdout, stderr } = await untilValid([...args, "--slo", "p50<=5s"], "out", cwd);
  const result = readResult(join(cwd, "out"));
  expect(stderr).toContain("requests planned for at most 60.5 s");
  expect(result.slo[0]).toMatchObject({ answer: "holds" });
  expect(exitCode).toBe(0);
  expect(result.partial).toBe(false);
  expect(result.untilShown).toMatchObject({ longestMs: 60_000 });
  const looksMs = result.untilShown?.looksMs ?? [];
  expect(looksMs).toEqual([2000, 4000, 8000, 16_000, 32_000].slice(0, looksMs.length));
  expect(result.load.measuredMs).toBeGreaterThan(looksMs.at(-1) ?? Number.NaN);
  expect(result.load.measuredMs).toBeLessThan((looksMs.at(-1) ?? Number.NaN) + 2000);
  expect(result.requests.byOutcome.cancelled).toBe(0);
  expect(result.requests.failed).toBe(0);
  // The rate is that of the part that was measured, and not of what was planned.
  expect(result.load.achievedPerSec).toBeGreaterThan(150);
  expect(stdout).toMatch(/the run ended after \d.* of at most 60 s, when every\s+objective\s+was\s+decided/);
});

test.each([
  [["--until-shown", "10m"], "no objective was asked for"],
  [
    ["--until-shown", "1s", "--duration", "2s", "--slo", "p50<=1s"],
    "are not longer than the measured part of 2",
  ],
  [
    ["--until-shown", "10m", "--slo", "p50<=1s", "--arrivals", "ramp:fromPerSec=1,toPerSec=9"],
    "changes by plan",
  ],
  [
    ["--until-shown", "10m", "--slo", "max<=1s", "--slo", "throughput>=1/s"],
    "max<=1s, throughput>=1/s would be about this run alone",
  ],
  [
    ["--until-shown", "10m", "--slo", "p50<=1s", "--slo-judge", "observed"],
    "decides by what any run observed",
  ],
])("--until-shown is refused where it would do nothing: %j", async (args, why) => {
  const { exitCode, stderr } = await plimsoll(["run", "steady", ...args], tempFolder());
  expect(exitCode).toBe(2);
  expect(stderr).toContain(why);
});
