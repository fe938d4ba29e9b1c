import type { RunOptions } from "../../config/run-options.ts";
import { targetError } from "../../core/errors.ts";
import { ExchangeError, type Session } from "../../targets/ask/session.ts";
import type { TargetKind } from "../../targets/index.ts";
import { TARGETS } from "../../targets/index.ts";
import { judgeAnswer } from "../../targets/judge/judge-answer.ts";
import type { PreparedTarget } from "../../targets/target.ts";
import type { HttpResponse } from "../../wire/http/http-response.ts";
import type { OutputValues } from "../../wire/tensor/output-values.ts";
import { WireError } from "../../wire/wire-error.ts";

/** The answer to a request of the pool. */
export interface Answer {
  readonly response: HttpResponse;
  readonly outputs: readonly OutputValues[];
}

/** The context of single requests: the server that is asked, and the purpose, for messages. */
export interface Questioning {
  readonly session: Session;
  readonly options: Pick<RunOptions, "apiKeyEnv"> & { readonly target: TargetKind };
  readonly prepared: PreparedTarget;
  readonly url: string;
  /** The purpose of the request, such as "asked alone for --verify". */
  readonly why: string;
  /** The remedy where an answer fails, beside a look at the server's log. */
  readonly otherwise: string;
}

/**
 * Sends one request, while no other is under way.
 *
 * @throws target error when the answer is not as it should be
 */
export async function ask(questioning: Questioning, index: number): Promise<Answer> {
  const { session, options, prepared, url, why, otherwise } = questioning;
  const target = TARGETS[options.target];
  const { requests, expected } = prepared;
  const failed = (found: string) =>
    targetError(
      `request ${index + 1} of ${requests.length}, ${why}, failed at ${url}: ${found}`,
      `look at the server's log, or ${otherwise}`,
    );
  const request = requests[index];
  if (request === undefined) throw new RangeError(`request ${index} of ${requests.length}`);
  try {
    const response = await session.exchange(request);
    const { outcome, message } = judgeAnswer(target, response, expected);
    if (outcome !== "ok") throw failed(message ?? outcome);
    return { response, outputs: target.valuesOf?.(response, expected) ?? [] };
  } catch (error) {
    if (error instanceof ExchangeError || error instanceof WireError) throw failed(error.message);
    throw error;
  }
}
