import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { parse } from "yaml";
import type { GateResult } from "../../src/result/gate-result.ts";
import { readResultFile } from "../../src/store/result-file.ts";

// A fresh checkout is installed and built, as a job does; gates that the machine spoils take their time.
vi.setConfig({ testTimeout: 400_000, hookTimeout: 400_000 });

const ROOT = join(import.meta.dirname, "../..");
const FOLDER = mkdtempSync(join(tmpdir(), "plimsoll-ci-files-"));
const PLIMSOLL = join(FOLDER, "repository");
/** A gate in runs as short as can be. */
const OPTIONS = [
  "--metric p50:100% --alpha 15% --pairs 4 --max-pairs 4 --rate 60 --target http-json --body {} --no-confirm",
  "--duration 300ms --warmup 100ms --cooldown 0s --timeout 2s --lateness 1000ms,100%",
].join(" ");
/** A server that answers after so many ms; "flip" is fast and slow by turns. */
const SERVER = `
const { appendFileSync, existsSync, readFileSync } = require("node:fs");
const [, port] = process.argv.slice(2);
const said = readFileSync(__dirname + "/delay", "utf8").trim();
const starts = __dirname + "/starts";
appendFileSync(starts, "x");
const delayMs = said === "flip" ? (readFileSync(starts, "utf8").length % 2 === 0 ? 300 : 1) : Number(said);
require("node:http").createServer((request, response) => {
  request.resume();
  setTimeout(() => response.end("{}"), delayMs);
}).listen(Number(port), "127.0.0.1");
`;

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly id?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string>>;
  readonly "working-directory"?: string;
}

const git = (cwd: string, ...args: string[]) =>
  execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@localhost", ...args], {
    cwd,
    encoding: "utf8",
  });

afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

/** A repository of the files of this checkout, without what was built or installed in it. */
beforeAll(() => {
  const files = git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0");
  for (const file of files.filter((name) => name !== "" && existsSync(join(ROOT, name)))) {
    mkdirSync(dirname(join(PLIMSOLL, file)), { recursive: true });
    cpSync(join(ROOT, file), join(PLIMSOLL, file));
  }
  git(PLIMSOLL, "init", "--quiet");
  git(PLIMSOLL, "add", "--all");
  git(PLIMSOLL, "commit", "--quiet", "--message", "as it is");
});

/** A user's checkout of a change, whose server answers after other times than that of the branch `main`. */
function changed(name: string, before: string, after: string): string {
  const folder = mkdtempSync(join(FOLDER, `${name}-`));
  const origin = join(folder, "origin");
  const checkout = join(folder, "checkout");
  mkdirSync(origin, { recursive: true });
  git(origin, "init", "--quiet", "--initial-branch", "main");
  const commit = (delay: string) => {
    writeFileSync(join(origin, "delay"), delay);
    git(origin, "add", "--all");
    git(origin, "commit", "--quiet", "--message", delay);
  };
  writeFileSync(join(origin, "server.js"), SERVER);
  commit(before);
  git(origin, "checkout", "--quiet", "-b", "change");
  if (after !== before) commit(after);
  git(FOLDER, "clone", "--quiet", origin, checkout);
  return checkout;
}

type Context = Readonly<Record<string, string>>;

/** A text whose expressions are filled in. A name that is not known is a mistake of the file. */
function filled(text: string, context: Context): string {
  return text.replace(/\$\{\{\s*([\w.-]+)\s*\}\}/g, (_, name: string) => {
    const value = context[name];
    if (value === undefined) throw new Error(`${name} is not known`);
    return value;
  });
}

const allFilled = (values: Readonly<Record<string, string>> = {}, context: Context) =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, filled(String(value), context)]));

/** Runs lines as the runner does, and returns their exit code and what they said. */
function bash(script: string, cwd: string, env: Readonly<Record<string, string>>) {
  const { status, stdout, stderr } = spawnSync(
    "bash",
    ["--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script],
    { cwd, env: { ...process.env, npm_config_prefer_offline: "true", CI: "true", ...env }, encoding: "utf8" },
  );
  return { code: status, said: `${stdout}\n${stderr}` };
}

const yaml = (file: string) => parse(readFileSync(join(PLIMSOLL, file), "utf8"));

let isBuilt = false;

/** Runs the steps of the composite action in a checkout. */
function act(given: Readonly<Record<string, string>>, cwd: string) {
  const action = yaml("action.yml");
  const defaults = Object.entries<{ default: string }>(action.inputs).map(([name, { default: value }]) => [
    name,
    value,
  ]);
  const inputs = { ...Object.fromEntries(defaults), ...given };
  const [output, summary] = [join(cwd, "../output"), join(cwd, "../summary")];
  writeFileSync(output, "");
  writeFileSync(summary, "");
  const context = {
    "github.action_path": PLIMSOLL,
    ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`inputs.${name}`, String(value)])),
  };
  const files = { GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary };
  let last = { code: 0 as number | null, said: "" };
  for (const step of action.runs.steps as Step[]) {
    const isBuild = step["working-directory"]?.includes("github.action_path") === true;
    if (isBuild && isBuilt) continue; // the same lines in the same folder
    isBuilt ||= isBuild;
    const at = filled(step["working-directory"] ?? ".", context);
    last = bash(step.run ?? "", resolve(cwd, at), {
      ...allFilled(step.env, context),
      ...files,
    });
    if (last.code !== 0) break;
  }
  const outputs: Record<string, string> = Object.fromEntries(
    readFileSync(output, "utf8")
      .trim()
      .split("\n")
      .map((line) => line.split(/=(.*)/s).slice(0, 2)),
  );
  return { ...last, outputs, summary: readFileSync(summary, "utf8") };
}

/** Runs the steps of the workflow in a checkout, as far as they are not other people's actions. */
function work(cwd: string) {
  const workflow = yaml("deploy/ci/github.yml");
  const env = { ...workflow.env };
  const context: Record<string, string> = {
    "github.base_ref": "main",
    "env.BASELINE": env.BASELINE,
    "env.CANDIDATE": env.CANDIDATE,
  };
  let gate: ReturnType<typeof act> | null = null;
  let said = "";
  for (const step of workflow.jobs.gate.steps as Step[]) {
    if (step.uses?.startsWith("OWNER/plimsoll")) {
      gate = act({ ...allFilled(step.with, context), options: OPTIONS }, cwd);
      for (const [name, value] of Object.entries(gate.outputs))
        context[`steps.${step.id}.outputs.${name}`] = value;
    }
    if (step.run === undefined) continue;
    const done = bash(step.run, cwd, { ...env, ...allFilled(step.env, context) });
    expect(done.code, done.said).toBe(0);
    said += done.said;
  }
  if (gate === null) throw new Error("the workflow has no step of Plimsoll");
  return { gate, said };
}

/** Whether the machine spoiled runs, so that pairs are missing, or made again by servers that were started once more. */
const isSpoiled = ({ pairs }: GateResult) =>
  pairs.some(
    ({ missing, baseline, candidate }) => missing !== null || baseline.attempts + candidate.attempts > 2,
  );

const CASES = [
  ["pass", "20", "1", 0, 0],
  ["fail", "1", "300", 1, 1],
  ["inconclusive", "20", "flip", 3, 0],
] as const;

test.each(CASES)("GitHub: a gate that is to %s", (answer, before, after, exitCode, jobCode) => {
  const cwd = changed(`github-${answer}`, before, after);
  const { gate, said } = work(cwd);
  const result = readResultFile(join(cwd, "plimsoll-gate"), "gate");
  expect(gate.outputs).toMatchObject({ verdict: result.verdict.answer, report: join(cwd, "plimsoll-gate") });
  expect(gate.summary).toContain(`Performance gate: ${result.verdict.answer.toUpperCase()}`);
  expect(readFileSync(join(cwd, "plimsoll-gate.xml"), "utf8")).toContain("<testsuites");
  expect(said).toContain(`gate ${result.verdict.answer}. ${result.verdict.sentence}`);
  // The machine may have spoiled pairs of so short a gate.
  if (isSpoiled(result)) return;
  expect(result.verdict.answer, gate.said).toBe(answer);
  expect(gate.outputs["exit-code"]).toBe(String(exitCode));
  expect(gate.code).toBe(jobCode);
});

test("GitHub: without a server there is no verdict, and the job fails with the words of the gate", () => {
  const cwd = changed("github-none", "1", "1");
  const gate = act({ baseline: "exit 7 # {port}", candidate: "exit 7 # {port}", options: OPTIONS }, cwd);
  expect(gate.code).toBe(4);
  expect(gate.outputs).toMatchObject({ verdict: "", "exit-code": "4" });
  expect(gate.said).toContain("ended with exit code 7");
});

test("GitLab: the lines of the job, for a change that is slower", () => {
  const cwd = changed("gitlab", "1", "300");
  const job = yaml("deploy/ci/gitlab.yml")["performance gate"];
  const env = { ...job.variables, OPTIONS, PLIMSOLL_REPOSITORY: PLIMSOLL, BASE: "origin/main" };
  const { code, said } = bash([...job.before_script, ...job.script].join("\n"), cwd, env);
  const result = readResultFile(join(cwd, "plimsoll-gate"), "gate");
  for (const file of [...job.artifacts.paths, job.artifacts.reports.junit])
    expect(existsSync(join(cwd, file)), file).toBe(true);
  expect(code, said).toBe({ pass: 0, fail: 1, inconclusive: 3, error: 3 }[result.verdict.answer]);
  if (!isSpoiled(result)) expect(result.verdict.answer, said).toBe("fail");
});
