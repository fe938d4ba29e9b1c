import type { RunResult } from "../../result/run-result.ts";

/** Tells whether the answers have no output tokens, as embeddings have none. */
export function writesNone({ answers, output }: NonNullable<RunResult["tokens"]>): boolean {
  return answers > 0 && output === 0;
}
