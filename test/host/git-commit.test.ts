import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { originOf } from "../../src/commands/run/origin-of.ts";
import { commitAt } from "../../src/host/git-commit.ts";

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "plimsoll-git-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A real repository with one commit, and what Git says that it is. */
function repository(): { path: string; sha: string; git: (...args: string[]) => string } {
  const path = folder();
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.org", ...args], {
      cwd: path,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  git("init", "-q");
  writeFileSync(join(path, "a"), "a");
  git("add", "a");
  git("commit", "-q", "-m", "a");
  return { path, sha: git("rev-parse", "HEAD"), git };
}

test("the commit of a branch, below its root, packed, detached and in a worktree", () => {
  const { path, sha, git } = repository();
  mkdirSync(join(path, "deep/er"), { recursive: true });
  expect(commitAt(path)).toBe(sha);
  expect(commitAt(join(path, "deep/er"))).toBe(sha);
  git("worktree", "add", "-q", "-b", "other", "beside");
  expect(commitAt(join(path, "beside"))).toBe(sha);
  git("pack-refs", "--all");
  expect(commitAt(path)).toBe(sha);
  expect(commitAt(join(path, "beside"))).toBe(sha);
  git("checkout", "-q", "--detach");
  expect(commitAt(path)).toBe(sha);
});

test("a repository without a commit, one that is broken, and none at all tell nothing", () => {
  const path = folder();
  expect(commitAt(path)).toBeNull();
  mkdirSync(join(path, ".git"));
  expect(commitAt(path)).toBeNull();
  writeFileSync(join(path, ".git/HEAD"), "ref: refs/heads/main\n");
  expect(commitAt(path)).toBeNull();
  writeFileSync(join(path, ".git/HEAD"), "what is this");
  expect(commitAt(path)).toBeNull();
});

test("without a repository the CI tells the commit, and only a commit is taken", () => {
  const cwd = folder();
  const sha = "a".repeat(40);
  expect(originOf("v2", { cwd, env: { GITHUB_SHA: sha } })).toEqual({ label: "v2", commit: sha });
  expect(originOf(undefined, { cwd, env: { GITHUB_SHA: "main" } })).toEqual({ label: null, commit: null });
});
