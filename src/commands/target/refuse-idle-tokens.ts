import { usageError } from "../../core/errors.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { parseSlo } from "../../scenario/slo.ts";
import { TARGETS } from "../../targets/index.ts";
import type { SettledOptions } from "./settle-target.ts";

/** Options and objectives about tokens, where there are none to see. @throws usage error */
export function refuseIdleTokens({ target, stream, maxTokens }: SettledOptions, { slo }: Scenario): void {
  const canStream = TARGETS[target].openReader !== undefined;
  const idle = [...(maxTokens === undefined ? [] : ["--max-tokens"]), ...(stream ? [] : ["--no-stream"])];
  if (!canStream && idle.length > 0)
    throw usageError(
      `${idle.join(" and ")} would do nothing with --target ${target}`,
      "leave it out, or use --target openai-chat or openai-completions",
    );
  const unseen = slo.find((objective) => parseSlo(objective)?.measure !== "response");
  if (unseen !== undefined && !(canStream && stream))
    throw usageError(
      `objective ${unseen} is about tokens as they come, which ${canStream ? "--no-stream" : `--target ${target}`} does not show`,
      "leave it out, or use --target openai-chat or openai-completions with streaming",
    );
}
