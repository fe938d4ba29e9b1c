/** An answer of a gate about one metric, or about all of them. */
export type GateAnswer = "pass" | "fail" | "inconclusive" | "error";

/** The answer of a gate: one metric that is shown to be worse decides, and all must be shown not to be for it to pass. */
export function answerOfAll(answers: readonly GateAnswer[]): GateAnswer {
  for (const answer of ["fail", "error", "inconclusive"] as const)
    if (answers.includes(answer)) return answer;
  return answers.length === 0 ? "error" : "pass";
}
