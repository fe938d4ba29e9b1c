import type { RunResult } from "../result/run-result.ts";
import type { VerdictInput } from "./checks/check.ts";
import { CHECKS } from "./checks/index.ts";

/** Decides whether the figures of a run may be believed. Every broken rule is a reason, with its cure. */
export function judgeRun(run: VerdictInput): RunResult["verdict"] {
  const checks = CHECKS.map((judge) => judge(run)).filter((check) => check !== null);
  const broken = checks.filter(({ holds }) => !holds);
  return {
    valid: broken.length === 0,
    // Two checks may come to the same reason: that the machine stalled. The later one says the more.
    reasons: broken
      .filter(({ code }, at) => !broken.slice(at + 1).some((other) => other.code === code))
      .map(({ code, message, cure }) => ({ code, message, cure })),
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
