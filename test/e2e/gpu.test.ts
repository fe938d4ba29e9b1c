import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { standIn } from "../telemetry/nvidia-smi-stand-in.ts";
import { plimsoll, readResult, start, tempFolder } from "./plimsoll.ts";

const STEADY = ["run", "steady", "--rate", "50", "--out", "out"];
const LONG = [...STEADY, "--warmup", "0s", "--duration", "1m"];

test("a run on a machine with GPUs shows what they did, and what they are", async () => {
  const cwd = tempFolder();
  const smi = standIn("reads on");
  const { stdout } = await plimsoll([...STEADY, "--warmup", "1s", "--duration", "2s"], cwd, {
    PATH: smi.path,
  });
  const { telemetry, telemetryAbsent, environment, load, requests } = readResult(join(cwd, "out"));
  const [gpu] = telemetry;
  expect(telemetryAbsent).toBeNull();
  expect(telemetry).toHaveLength(2);
  expect(gpu).toMatchObject({
    name: "NVIDIA H100 80GB HBM3",
    powerW: { max: 300 },
    utilisation: { max: 0.9 },
  });
  expect(gpu?.powerW.mean).toBeCloseTo(300, 6);
  // On a machine that is stuck for seconds, too little of the run is seen for an energy, and that is said.
  if (gpu?.energyJ === null) expect(gpu.absent.energyJ).toMatch(/^readings cover \d+ %/);
  else expect(gpu?.energyJ).toBeCloseTo((300 * load.measuredMs) / 1000, 6);
  expect(requests.ok).toBeGreaterThan(0);
  expect(environment).toMatchObject({ gpu: "2 × NVIDIA H100 80GB HBM3", "gpu driver": "550.54.15" });
  expect(stdout).toMatch(/^gpu +2 × NVIDIA H100 80GB HBM3: busy 90.0 % of the time/m);
  const report = readFileSync(join(cwd, "out/report.html"), "utf8");
  expect(report).toContain("<h2>The GPUs</h2>");
  await smi.gone();
});

test("a run without a GPU says nothing of one", async () => {
  const cwd = tempFolder();
  const { stdout } = await plimsoll([...STEADY, "--warmup", "0s", "--duration", "1s"], cwd, {
    PATH: "/nonexistent",
  });
  const { telemetry, telemetryAbsent, environment } = readResult(join(cwd, "out"));
  expect({ telemetry, telemetryAbsent }).toEqual({ telemetry: [], telemetryAbsent: null });
  expect(Object.keys(environment).filter((fact) => fact.startsWith("gpu "))).toEqual([]);
  expect(stdout).not.toMatch(/^gpu/m);
});

test("Ctrl-C ends the sampler with the run, and what was seen until then is kept", async () => {
  const cwd = tempFolder();
  const smi = standIn("reads on");
  const { child, finished } = start(LONG, cwd, { PATH: smi.path });
  await smi.writes();
  await sleep(3000);
  child.kill("SIGINT");
  expect((await finished).exitCode).toBe(130);
  expect(readResult(join(cwd, "out")).telemetry).toHaveLength(2);
  await smi.gone();
});

test("a run that is killed leaves no sampler behind", async () => {
  const cwd = tempFolder();
  const smi = standIn("reads on");
  const { child } = start(LONG, cwd, { PATH: smi.path });
  await smi.writes();
  child.kill("SIGKILL");
  await smi.gone();
});
