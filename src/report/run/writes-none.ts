import type { RunResult } from "../../result/run-result.ts";

/** Whether the answers are such as have no output tokens, as embeddings have none. */
export function writesNone({ answers, output }: NonNullable<RunResult["tokens"]>): boolean {
  return answers > 0 && output === 0;
}
