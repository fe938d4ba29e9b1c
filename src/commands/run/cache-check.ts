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
/** The number of pairs in a row without any good answer after which the server counts as gone. */
const MOST_FAILED_IN_A_ROW = 2;

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
  const prepared = await untilAborted(prepareFresh(target), signal);
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
      const response = await untilAborted(session.exchange(request), signal);
      if (response === null) return null;
      const tookMs = clock.nowMs() - sentMs;
      return judgeAnswer(TARGETS[options.target], response, expected).outcome === "ok" ? tookMs : null;
    } catch (error) {
      if (error instanceof ExchangeError) return null;
      throw error;
    }
  };
  const pairs: CachePair[] = [];
  let failedInARow = 0;
  try {
    for (const [position, request] of fresh.entries()) {
      // A server that stopped answering would take its --timeout for each of hundreds of requests.
      if (signal.aborted || failedInARow >= MOST_FAILED_IN_A_ROW) break;
      const repeatedFirst = chance() < 0.5;
      const before = repeatedFirst ? await timed(repeated) : null;
      const differentMs = await timed(request);
      const repeatedMs = repeatedFirst ? before : await timed(repeated);
      failedInARow = differentMs === null && repeatedMs === null ? failedInARow + 1 : 0;
      if (position >= WARMUP && differentMs !== null && repeatedMs !== null)
        pairs.push({ differentMs, repeatedMs });
    }
  } finally {
    await session.close();
  }
  return judgeCache(pairs);
}

/** Waits for work, but not longer than until it is broken off: null then. */
async function untilAborted<Outcome>(work: Promise<Outcome>, signal: AbortSignal): Promise<Outcome | null> {
  if (signal.aborted) return null;
  let onAbort = () => {};
  const aborted = new Promise<null>((resolve) => {
    onAbort = () => resolve(null);
    signal.addEventListener("abort", onAbort, { once: true });
  });
  work.catch(() => undefined);
  return Promise.race([work, aborted]).finally(() => signal.removeEventListener("abort", onAbort));
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
