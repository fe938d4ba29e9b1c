import {
  formatCount,
  formatMs,
  formatNumber,
  formatRate,
  formatShare,
  formatSpan,
  plural,
} from "../../core/format.ts";
import type { RunResult } from "../../result/run-result.ts";
import { arrivalsOf } from "../../scenario/scenario.ts";
import { usersWords } from "./in-flight-words.ts";
import { spoiledSentence } from "./spoiled-figures.ts";
import { survivorsSentence } from "./survivors-sentence.ts";

/** The summary of a run in plain sentences, for a reader who will read nothing else. */
export function summarySentences(result: RunResult): string[] {
  const { requests, latencyMs } = result;
  if (requests.scheduled === 0)
    return ["Nothing was asked of the server in the measured part, so there is nothing to say about it."];
  const sentences = [
    asked(result),
    answerTimes(result),
    waiting(latencyMs.response.p99, latencyMs.service.p99),
    tokenSentence(result),
    failureSentence(result),
    sentence("Its times are ", survivorsSentence(result)),
    sentence("Some figures are ", spoiledSentence(result)),
  ];
  if (!result.verdict.valid)
    sentences.push("The run is invalid: these figures describe what happened and support no claim.");
  return sentences.filter((sentence) => sentence !== "");
}

function sentence(beginning: string, rest: string | null): string {
  return rest === null ? "" : `${beginning}${rest}.`;
}

function asked(result: RunResult): string {
  const { load, scenario } = result;
  const arrivals = arrivalsOf(scenario.load);
  const head = `For ${formatSpan(load.measuredMs)}, `;
  const answered = `answered ${formatRate(load.achievedPerSec)} well.`;
  if (arrivals === null) {
    return `${head}${usersWords(result)} sent one request after another, as fast as the server answered; it ${answered}`;
  }
  const { kind } = arrivals;
  const traffic = load.kind === "open" ? `${kind} arrivals` : `sessions that begin as ${kind} arrivals`;
  return `${head}${traffic} asked the server for ${formatRate(load.offeredPerSec)} on average, and it ${answered}`;
}

function answerTimes(result: RunResult): string {
  const { response } = result.latencyMs;
  if (response.count === 0) return "No request was answered.";
  const parts = [
    response.p50 === null ? "" : `half of the answers came within ${formatMs(response.p50)}`,
    response.p99 === null ? "" : `99 of 100 within ${formatMs(response.p99)}`,
    `the slowest took ${formatMs(response.max)}`,
  ].filter((part) => part !== "");
  const text = parts.length > 1 ? `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}` : parts.join("");
  const from = result.load.kind === "closed" ? "sent" : "due";
  return `Counted from the moment each request was ${from}, ${text}.`;
}

/**
 * The sentence on service time beside response time. The two percentiles need not be of the same request, so neither
 * is subtracted from the other.
 */
function waiting(responseMs: number | null, serviceMs: number | null): string {
  if (responseMs === null || serviceMs === null || responseMs < serviceMs * 1.05 + 0.5) return "";
  return (
    `Counted from when it was really sent, 99 of 100 came within ${formatMs(serviceMs)}: ` +
    "some requests waited before they were sent."
  );
}

function tokenSentence({ tokens, latencyMs: { ttft } }: RunResult): string {
  const began =
    ttft?.p50 == null
      ? ""
      : `Half of the answers began within ${formatMs(ttft.p50)}${ttft.p99 === null ? "" : `, 99 of 100 within ${formatMs(ttft.p99)}`}. `;
  const perSec = tokens?.outputPerSec ?? 0;
  return `${began}${perSec > 0 ? `The server wrote ${formatNumber(perSec)} tokens a second.` : ""}`.trim();
}

function failureSentence(result: RunResult): string {
  const { failed, scheduled, byOutcome } = result.requests;
  if (failed === 0) return `None of the ${formatCount(scheduled)} requests failed.`;
  const kinds = Object.entries(byOutcome)
    .filter(([outcome, count]) => outcome !== "ok" && count > 0)
    .map(([outcome, count]) => `${formatCount(count)} ${outcome}`);
  return `${formatCount(failed)} of ${plural(scheduled, "request")} failed (${formatShare(failed, scheduled)}: ${kinds.join(", ")}).`;
}
