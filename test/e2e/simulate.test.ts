import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { plimsoll, readResult, start, tempFolder } from "./plimsoll.ts";

// `plimsoll simulate` through the real command line: the same traffic, documents and exit codes as `plimsoll run`.

const FLEET = ["simulate", "steady", "--service", "affine:2ms+0.3ms,max=32", "--replicas", "2"];

test("a simulated fleet gives the documents of a run, and says that nothing was measured", async () => {
  const cwd = tempFolder();
  const args = [...FLEET, "--rate", "2000", "--duration", "20s", "--slo", "p99<=20ms", "--out", "out"];
  const { exitCode, stdout, stderr } = await plimsoll(args, cwd);
  expect(exitCode, stderr).toBe(0);
  const result = readResult(join(cwd, "out"));
  expect(result).toMatchObject({ source: "simulated", partial: false, generator: null });
  expect(result.simulation).toMatchObject({ basis: "stated" });
  expect(result.requests.scheduled).toBeGreaterThan(38_000);
  expect(result.requests.failed).toBe(0);
  expect(result.slo[0]).toMatchObject({ answer: "holds" });
  expect(result.endpoints).toHaveLength(2);
  expect(result.serverStatistics?.meanBatch).toBeGreaterThan(1);
  expect(result.serverStatistics?.unexplained).toBe(0);
  expect(stdout).toMatch(/simulated: no server was involved\. The service time is\s+what --service states/);
  const page = readFileSync(join(cwd, "out/report.html"), "utf8");
  expect(page).toContain("No server was involved");
}, 60_000);

test("the same seed gives the same figures to the byte, another seed gives others", async () => {
  const cwd = tempFolder();
  const figures = async (seed: string) => {
    const args = [...FLEET, "--rate", "1000", "--duration", "5s", "--seed", seed, "--out", `out-${seed}`];
    await plimsoll(args, cwd);
    const { histograms, windows, requests, schedule } = readResult(join(cwd, `out-${seed}`));
    return JSON.stringify({ histograms, windows, requests, schedule });
  };
  const [one, again, other] = [await figures("7"), await figures("7"), await figures("8")];
  expect(again).toBe(one);
  expect(other).not.toBe(one);
});

test("the schedule is that of a run with the same seed and the same payloads", async () => {
  const cwd = tempFolder();
  const traffic = [
    "steady",
    "--rate",
    "50",
    "--duration",
    "1s",
    "--warmup",
    "0.2s",
    "--repetition",
    "unique",
  ];
  await plimsoll(["run", ...traffic, "--target", "onnx", "--out", "run"], cwd);
  await plimsoll(["simulate", ...traffic, "--service", "fixed:1ms", "--out", "simulated"], cwd);
  const [run, simulated] = ["run", "simulated"].map((folder) => readResult(join(cwd, folder)).schedule);
  expect(simulated).toEqual(run);
}, 60_000);

test("a fleet that cannot do what is asked is overloaded, and no claim is made", async () => {
  const cwd = tempFolder();
  const args = ["simulate", "steady", "--service", "fixed:10ms", "--rate", "150", "--duration", "20s"];
  const { exitCode, stdout } = await plimsoll([...args, "--out", "out"], cwd);
  expect(exitCode).toBe(3);
  expect(stdout).toMatch(/^because +overloaded: 150\.0\/s are planned/m);
});

test("an interrupted simulation keeps what it has, marked partial, and ends with 130", async () => {
  const cwd = tempFolder();
  const args = [...FLEET, "--rate", "3000", "--duration", "2h", "--out", "out"];
  const { child, finished, stderrSoFar } = start(args, cwd);
  await expect.poll(stderrSoFar, { timeout: 80_000 }).toMatch(/simulated .* left at this speed/);
  child.kill("SIGINT");
  expect((await finished).exitCode).toBe(130);
  const result = readResult(join(cwd, "out"));
  expect(result.partial).toBe(true);
  expect(result.load.measuredMs).toBeGreaterThan(0);
  expect(result.requests.ok).toBeGreaterThan(0);
}, 120_000);

test("several seeds give the same bytes for any number of threads, each as if it were simulated alone", async () => {
  const cwd = tempFolder();
  const traffic = [...FLEET, "--rate", "900", "--duration", "3s", "--slo", "p99<=20ms"];
  const outcome = async (...args: string[]) => {
    const { stdout, stderr } = await plimsoll([...traffic, ...args, "--out", "out"], cwd);
    const { histograms, windows, schedule, simulation } = readResult(join(cwd, "out"));
    return {
      bytes: JSON.stringify({ histograms, windows, schedule, simulation }),
      simulation,
      stdout,
      stderr,
    };
  };
  const one = await outcome("--seed", "5", "--seeds", "3", "--workers", "1");
  const many = await outcome("--seed", "5", "--seeds", "3", "--workers", "3");
  expect(many.bytes, many.stderr).toBe(one.bytes);
  const seeds = one.simulation?.seeds;
  expect(seeds).toMatchObject({ asked: 3, finished: [5, 6, 7], invalid: [] });
  expect(seeds?.objectives[0]).toMatchObject({ objective: "p99<=20ms", holds: 3 });
  expect(one.stdout).toMatch(/over seeds +mean +95 % interval +least to most/);
  expect(readFileSync(join(cwd, "out/report.html"), "utf8")).toContain("Over 3 seeds");
  const alone = [];
  for (const seed of ["5", "6", "7"]) {
    await plimsoll([...traffic, "--seed", seed, "--out", "alone"], cwd);
    const { latencyMs, simulation } = readResult(join(cwd, "alone"));
    expect(simulation?.seeds).toBeNull();
    alone.push(latencyMs.response.mean ?? 0);
  }
  const mean = seeds?.rows.find(({ figure }) => figure === "meanMs");
  expect(mean).toMatchObject({ least: Math.min(...alone), most: Math.max(...alone), seeds: 3 });
  expect(mean?.mean).toBeCloseTo(alone.reduce((sum, value) => sum + value, 0) / 3, 9);
}, 60_000);

test("an interrupted simulation of many seeds keeps those that came to their end, and ends with 130", async () => {
  const cwd = tempFolder();
  const args = [...FLEET, "--rate", "1500", "--duration", "40s", "--seeds", "200", "--out", "out"];
  const { child, finished, stderrSoFar } = start(args, cwd);
  await expect.poll(stderrSoFar, { timeout: 60_000 }).toMatch(/simulated \d+ of 200 seeds, about/);
  child.kill("SIGINT");
  const { exitCode, stdout, stderr } = await finished;
  expect(exitCode, stderr).toBe(130);
  const { partial, simulation } = readResult(join(cwd, "out"));
  expect(partial).toBe(true);
  expect(simulation?.seeds?.finished.length).toBeGreaterThan(0);
  expect(simulation?.seeds?.finished.length).toBeLessThan(200);
  expect(stdout).toMatch(/broken off when \d+ of its 200 seeds were simulated/);
}, 90_000);

test("priorities: who goes first waits less, by the policies of Triton's queue, and the result tells each", async () => {
  const cwd = tempFolder();
  const args = [
    "simulate",
    "steady",
    "--service",
    "affine:10ms+1ms,max=4",
    "--rate",
    "300",
    "--duration",
    "20s",
  ];
  const queue = ["--priority-levels", "2", "--default-priority", "2", "--priorities", "1:0.2"];
  const policy = ["--queue-policy", "level=2,max=50,timeout=100ms", "--out", "out"];
  const { stdout, stderr } = await plimsoll([...args, ...queue, ...policy], cwd);
  const { simulation, requests } = readResult(join(cwd, "out"));
  const [first, second] = simulation?.priorities ?? [];
  expect(first, stderr).toMatchObject({ priority: 1 });
  expect(second).toMatchObject({ priority: 2 });
  expect(first?.ok).toBe(first?.requests);
  expect(second?.ok).toBeLessThan(second?.requests ?? 0);
  expect(first?.p99Ms ?? 0).toBeLessThan(second?.p50Ms ?? 0);
  expect((first?.requests ?? 0) + (second?.requests ?? 0)).toBe(requests.scheduled);
  expect(stdout).toMatch(/priority +requests +answered ok +mean +p50 +p99/);
  expect(readFileSync(join(cwd, "out/report.html"), "utf8")).toContain("By priority");
});

test.each([
  [["--service", "affine:1ms+1ms", "--priority-levels", "2"], "would do nothing without --priorities"],
  [
    ["--service", "affine:1ms+1ms", "--priority-levels", "2", "--priorities", "1:1"],
    "--default-priority is needed",
  ],
  [["--service", "affine:1ms+1ms", "--queue-policy", "level=1,max=2"], "there are 0 levels"],
  [["--service", "affine:1ms+1ms", "--queue-policy", "max=2", "--queue-limit", "3"], "both say"],
  [
    ["--service", "affine:1ms+1ms", "--queue-policy", "timeout=2ms", "--request-timeout", "1ms"],
    "override=yes",
  ],
  [["--service", "fixed:1ms", "--queue-policy", "max=2"], "computes each request alone"],
  [["--service", "fixed:10ms", "--workers", "2"], "--workers would do nothing"],
  [["--service", "fixed:10ms", "--seeds", "0"], "--seeds 0: expected 1 or more"],
  [[], "--service does not say it"],
  [["--service", "affine:2ms"], '"2ms" is not base + perItem'],
  [["--service", "fixed:10ms", "--max-batch", "4"], "--max-batch would do nothing"],
  [["--service", "fixed:10ms", "--replicas", "0"], "--replicas 0: expected 1 or more"],
  [["--service", "fixd:10ms"], "perhaps fixed was meant"],
  [["--service", "fixed:10ms", "--shared-device"], "would do nothing with one instance"],
  [["--service", "affine:1ms+1ms,max=8", "--batch", "9"], "a request has 9 items"],
  [["--service", "affine:1ms+1ms,max=8", "--max-batch", "9"], "more than the 8 items"],
  [["--service", "fixed:10ms", "--batcher", "torchserve"], "--batcher torchserve would do nothing"],
  [
    ["--service", "affine:1ms+1ms", "--batcher", "none", "--max-delay", "1ms"],
    "--max-delay would do nothing",
  ],
  [["--service", "affine:1ms+1ms", "--batcher", "ray-serve", "--preferred", "4"], "knows no preferred sizes"],
  [
    ["--service", "affine:1ms+1ms", "--batcher", "torchserve", "--max-batch", "8", "--batch", "5"],
    "of 5 items",
  ],
  [["--service", "fixed:10ms", "--disturb", "fail:replica=2,at=1s"], "there is no replica 2 among 1 replica"],
  [["--service", "fixed:10ms", "--disturb", "fial:at=1s"], "perhaps fail was meant"],
  [["--service", "fixed:10ms", "--speeds", "1,2"], "2 speeds for 1 replica"],
  [["--service", "fixed:10ms", "--speeds", "0"], "above 0"],
  [["--service", "fixed:10ms", "--router", "p2k"], "perhaps p2c was meant"],
  [["--service", "fixed:10ms", "--health-check", "5s"], "no replica fails or starts"],
  [["--service", "fixed:10ms", "--health-check", "5s", "--router", "central"], "take requests themselves"],
  [["--service", "fixed:10ms", "--canary", "0.1"], "leaves none of 1 replica"],
  [["--service", "fixed:10ms", "--canary-service", "fixed:9ms"], "no replica is a canary"],
  [
    ["--service", "fixed:10ms", "--canary", "0.1", "--canary-service", "fixd:9ms", "--replicas", "2"],
    "--canary-service: ",
  ],
  [["--service", "fixed:10ms", "--canary", "10", "--replicas", "2"], "share must be less than 1"],
  [
    ["--service", "fixed:10ms", "--canary", "0.1", "--replicas", "2", "--router", "central"],
    "all of them serve one queue",
  ],
  [
    ["--service", "fixed:10ms", "--tiers", "edge=1,below=9,network=1ms", "--replicas", "2"],
    "these have none",
  ],
  [["--service", "fixed:10ms", "--pool", "replicas=1; below=9", "--replicas", "2"], "these have none"],
  [["--service", "fixed:10ms", "--pool", "replicas=1", "--canary", "0.1", "--replicas", "3"], "both say"],
  [["--service", "fixed:10ms", "--pool", "replicas=1; service=fixd:9ms", "--replicas", "2"], "--pool: "],
  [["--service", "fixed:10ms", "--gateway", "limt:5"], "perhaps limit was meant"],
  [
    ["--service", "fixed:10ms", "--gateway", "cache:9,hit=1ms", "--repetition", "unique"],
    "no payload comes twice",
  ],
  [["--service", "fixed:10ms", "--network", "2h"], "time must be at most 1h"],
  [["--service", "fixed:10ms", "--retries", "many"], 'max is "many", and not a number'],
  [["--service", "fixed:10ms", "--hedge", "2s", "--timeout", "1s"], "--hedge would do nothing"],
  [["--service", "fixed:10ms", "--slo", "ttft.p99<=1s"], "is about what is not simulated"],
  [["--service", "fixed:10ms", "--url", "http://127.0.0.1:1"], "--url"],
])("contradictions are refused in a sentence: %j", async (args, why) => {
  const { exitCode, stderr } = await plimsoll(["simulate", "steady", ...args], tempFolder());
  expect(exitCode).toBe(2);
  expect(stderr).toContain(why);
});

/** The commands of the page, each as its words. */
const DOCUMENTED = ["docs/simulator.md", "README.md"].flatMap((page) =>
  [
    ...readFileSync(join(import.meta.dirname, "../..", page), "utf8").matchAll(
      /^(?:npx )?plimsoll (simulate [^#\n]*)/gm,
    ),
  ].map((match): [string, string] => [page, (match[1] ?? "").trim()]),
);

test.each(DOCUMENTED)("%s: plimsoll %s", async (_, command) => {
  const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
  const { exitCode, stderr } = await plimsoll(words, tempFolder());
  expect(exitCode, stderr).toBe(0);
});

test("the page and the README have commands", () => {
  expect(new Set(DOCUMENTED.map(([page]) => page)).size).toBe(2);
});

test("--compare simulates the traffic of measured runs, and tells each error with its sign beside the spread of repeats", async () => {
  const cwd = tempFolder();
  const traffic = [
    "steady",
    "--rate",
    "60",
    "--duration",
    "2s",
    "--warmup",
    "0.3s",
    "--lateness",
    "999ms,999%",
  ];
  for (const seed of ["1", "2"])
    await plimsoll(["run", ...traffic, "--seed", seed, "--out", `run-${seed}`], cwd);
  const simulated = ["simulate", "--service", "affine:1s+1ms,max=32", "--instances", "32"];
  const compared = [...simulated, "--compare", "run-1", "--compare", "run-2", "--out", "out"];
  const { stdout, stderr } = await plimsoll(compared, cwd);
  const { simulation, seed, requests } = readResult(join(cwd, "out"));
  const measured = readResult(join(cwd, "run-1"));
  expect(seed, stderr).toBe(1);
  expect(requests.scheduled).toBe(measured.requests.scheduled);
  expect(simulation?.comparison?.runs).toHaveLength(2);
  const p50 = simulation?.comparison?.rows.find(({ figure }) => figure === "p50Ms");
  expect(p50).toMatchObject({ pairs: 2 });
  // The model takes a second for each request, which no machine needs: the error is large, and positive.
  expect(p50?.error).toBeGreaterThan(0.5);
  expect(p50?.spread).toBeGreaterThanOrEqual(0);
  expect(stdout).toMatch(/response p50 .* \+\d/);
  expect(readFileSync(join(cwd, "out/report.html"), "utf8")).toContain("Simulated beside measured");

  const refused = async (...args: string[]) => (await plimsoll([...simulated, ...args], cwd)).stderr;
  expect(await refused("--compare", "out")).toContain("is simulated itself");
  expect(await refused("steady", "--compare", "run-1")).toContain("takes the traffic of the measured run");
  expect(await refused("--compare", "nowhere")).toContain("does not exist");
}, 90_000);

const HPA = `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: fleet
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: fleet }
  minReplicas: 1
  maxReplicas: 6
  metrics:
    - type: Pods
      pods:
        metric: { name: rps }
        target: { type: AverageValue, averageValue: "500" }
`;

test("--autoscaler reads the user's own manifest, and every decision is told", async () => {
  const cwd = tempFolder();
  writeFileSync(join(cwd, "hpa.yaml"), HPA);
  const fleet = ["simulate", "--arrivals", "ramp:from=200,to=2500", "--service", "affine:2ms+0.3ms,max=32"];
  const scaled = [...fleet, "--duration", "3m", "--warmup", "1s", "--autoscaler", "hpa.yaml"];
  const metric = ["--autoscaler-metric", "rps=arrivals-per-sec"];
  const { exitCode, stdout, stderr } = await plimsoll([...scaled, ...metric, "--out", "out"], cwd);
  expect(exitCode, stderr).toBe(0);
  const { simulation, cost } = readResult(join(cwd, "out"));
  const scaling = simulation?.scaling;
  expect(scaling?.replicas[0]).toEqual({ atMs: 0, existing: 1, ready: 1 });
  expect((scaling?.replicas ?? []).some(({ ready }) => ready > 2)).toBe(true);
  expect(scaling?.decisions.some(({ current, desired }) => desired > current)).toBe(true);
  expect(cost.pricePerHour).toBeCloseTo(0.526 * (scaling?.meanReplicas ?? 0), 6);
  expect(stdout).toMatch(/^decisions +after .*: 1 → \d; rps [\d,]+ against 500/m);
  expect(readFileSync(join(cwd, "out/report.html"), "utf8")).toContain("Replicas over time");

  const refused = async (...args: string[]) => (await plimsoll([...fleet, ...args], cwd)).stderr;
  expect(await refused("--autoscaler", "hpa.yaml")).toContain("rps");
  expect(await refused("--autoscaler", "nothing.yaml")).toContain("cannot be read");
  expect(await refused("--autoscaler", "scheduled:0s=2,0s=3")).toContain("rise");
  expect(await refused("--autoscaler", "hpa.yaml", ...metric, "--router", "central")).toContain(
    "--router central",
  );
  expect(await refused("--autoscaler-metric", "rps=queued")).toContain("without --autoscaler");
}, 60_000);

test("canaries compute a service of their own, which the result says, and are counted apart", async () => {
  const cwd = tempFolder();
  const fleet = ["--service", "fixed:2ms", "--replicas", "3", "--rate", "100", "--duration", "20s"];
  const canary = ["--canary", "share=0.5", "--canary-service", "affine:10ms+1ms,max=8"];
  const { exitCode, stderr } = await plimsoll(["simulate", "steady", ...fleet, ...canary, "--out", "r"], cwd);
  expect(exitCode, stderr).toBe(0);
  const { endpoints, target, simulation } = readResult(join(cwd, "r"));
  const p50s = endpoints.map(({ latencyMs }) => latencyMs.service.p50 ?? 0);
  expect(p50s[0]).toBeGreaterThan(10.9);
  expect(p50s.slice(1).every((p50Ms) => p50Ms < 2.1)).toBe(true);
  expect(target.settings["canary service"]).toContain("10 ms + 1 ms an item");
  expect(simulation?.basis).toBe("stated");
});

test("replicas behind a gateway are counted each, and what it refused is none of theirs", async () => {
  const cwd = tempFolder();
  const fleet = ["--service", "fixed:50ms", "--replicas", "2", "--rate", "100", "--duration", "20s"];
  const args = ["simulate", "steady", ...fleet, "--gateway", "limit:2", "--out", "r"];
  const { exitCode, stdout, stderr } = await plimsoll(args, cwd);
  expect([0, 1], stderr).toContain(exitCode);
  const { endpoints, requests, simulation } = readResult(join(cwd, "r"));
  const refused = simulation?.gateways[0]?.refused ?? 0;
  expect(refused).toBeGreaterThan(1000);
  expect(endpoints.map((own) => own.requests.failed)).toEqual([0, 0]);
  expect(endpoints.reduce((sum, own) => sum + own.requests.scheduled, refused)).toBe(requests.scheduled);
  expect(stdout).toContain(`${refused.toLocaleString("en-US")} requests went to none of these`);
});
