import { usageError } from "../../core/errors.ts";
import { TARGETS } from "../../targets/index.ts";
import type { SettledOptions } from "./settle-target.ts";

/** Refuses options about tokens for a target without streams of tokens. @throws usage error */
export function refuseIdleTokens({ target, stream, maxTokens }: SettledOptions): void {
  const canStream = TARGETS[target].openReader !== undefined;
  const idle = [...(maxTokens === undefined ? [] : ["--max-tokens"]), ...(stream ? [] : ["--no-stream"])];
  if (!canStream && idle.length > 0)
    throw usageError(
      `${idle.join(" and ")} would do nothing with --target ${target}`,
      "leave it out, or use --target openai-chat or openai-completions",
    );
}
