import type { RunResult } from "../result/run-result.ts";
import type { VerdictInput } from "./checks/check.ts";
import { CHECKS } from "./checks/index.ts";

/** Decides whether the figures of a run may be believed. Every broken rule is a reason, with its cure. */
export function judgeRun(run: VerdictInput): RunResult["verdict"] {
  const checks = CHECKS.map((judge) => judge(run)).filter((check) => check !== null);
  return {
    valid: checks.every((check) => check.holds),
    reasons: checks.filter((c) => !c.holds).map(({ code, message, cure }) => ({ code, message, cure })),
    checks: checks.map(({ code, title, observed, limit, holds, applies = true }) => ({
      code,
      title,
      observed,
      limit,
      holds,
      applies,
    })),
  };
}
