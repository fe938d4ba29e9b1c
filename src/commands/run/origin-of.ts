import type { Host } from "../../core/host.ts";
import { commitAt } from "../../host/git-commit.ts";
import type { Origin } from "../../result/origin.ts";

/** The variables in which CI systems name the commit that they build: GitHub, GitLab, Jenkins, Azure and Buildkite. */
const VARIABLES = ["GITHUB_SHA", "CI_COMMIT_SHA", "GIT_COMMIT", "BUILD_SOURCEVERSION", "BUILDKITE_COMMIT"];

/** The version that is measured: the label that was given, and the commit that is checked out here. */
export function originOf(label: string | undefined, { cwd, env }: Pick<Host, "cwd" | "env">): Origin {
  const named = VARIABLES.map((name) => env[name]).find((value) => /^[0-9a-f]{40,64}$/.test(value ?? ""));
  return { label: label ?? null, commit: commitAt(cwd) ?? named ?? null };
}
