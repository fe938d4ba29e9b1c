import type { Clock } from "../../core/clock.ts";
import { PlimsollError } from "../../core/errors.ts";
import { createRng } from "../../core/rng.ts";
import type { RunResult } from "../../result/run-result.ts";
import { type CachePair, judgeCache } from "../../stats/cache-check.ts";
import { ExchangeError, Session } from "../../targets/ask/session.ts";
import type { TargetKind } from "../../targets/index.ts";
import { TARGETS } from "../../targets/index.ts";
import { judgeAnswer } from "../../targets/judge/judge-answer.ts";
import type { PreparedTarget } from "../../targets/target.ts";
import type { HttpRequest } from "../../wire/http/http-request.ts";
import type { OpenTarget } from "../target/open-target.ts";

const PAIRS = 200;
/** The number of pairs that are sent first and not counted: a connection and an idle server are slow at first. */
const WARMUP = 20;

/**
 * Looks for a cache behind a server: it sends requests one at a time, in pairs of a fresh request and an always
 * repeated one. The order within a pair is random, so that drifts of the machine affect both alike. The requests of
 * the run itself cannot serve as fresh ones: the server has seen them.
 */
export async function checkCache(
  target: Pick<OpenTarget, "address" | "prepareFresh">,
  options: { readonly target: TargetKind; readonly seed: number; readonly timeoutMs: number },
  clock: Clock,
  signal: AbortSignal,
): Promise<NonNullable<RunResult["cacheCheck"]>> {
  const prepared = await prepareFresh(target);
  if (prepared === null) return judgeCache([]);
  const { requests, expected, version } = prepared;
  // Preparing sent the first request and saw a good answer: from here on it is the repeated one.
  const [repeated, ...fresh] = requests;
  if (repeated === undefined) return judgeCache([]);
  const session = new Session(target.address, version, options.timeoutMs);
  const chance = createRng(options.seed, "cache check");
  const timed = async (request: HttpRequest): Promise<number | null> => {
    await session.ready();
    const sentMs = clock.nowMs();
    try {
      const response = await session.exchange(request);
      const tookMs = clock.nowMs() - sentMs;
      return judgeAnswer(TARGETS[options.target], response, expected).outcome === "ok" ? tookMs : null;
    } catch (error) {
      if (error instanceof ExchangeError) return null;
      throw error;
    }
  };
  const pairs: CachePair[] = [];
  try {
    for (const [position, request] of fresh.entries()) {
      if (signal.aborted) break;
      const repeatedFirst = chance() < 0.5;
      const before = repeatedFirst ? await timed(repeated) : null;
      const differentMs = await timed(request);
      const repeatedMs = repeatedFirst ? before : await timed(repeated);
      if (position >= WARMUP && differentMs !== null && repeatedMs !== null)
        pairs.push({ differentMs, repeatedMs });
    }
  } finally {
    await session.close();
  }
  return judgeCache(pairs);
}

/** Prepares the fresh requests; null when the server does not answer any more, so that the run before is not lost. */
async function prepareFresh(target: Pick<OpenTarget, "prepareFresh">): Promise<PreparedTarget | null> {
  try {
    return await target.prepareFresh(1 + WARMUP + PAIRS);
  } catch (error) {
    if (error instanceof PlimsollError) return null;
    throw error;
  }
}
