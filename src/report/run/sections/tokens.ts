import { formatCount, formatNumber, formatRate } from "../../../core/format.ts";
import type { RunResult } from "../../../result/run-result.ts";
import { facts } from "../../page/facts.ts";
import { type Html, html } from "../../page/markup.ts";
import { writesNone } from "../writes-none.ts";

/** The section of tokens, for runs whose answers have them. Token times stand with the latencies. */
export function tokensSection(tokens: NonNullable<RunResult["tokens"]>, chart: Html): Html {
  const { output, prompt, chunks, absent, perRequestOutputPerSec: perRequest } = tokens;
  const counted = (count: number | null, why: string | undefined) =>
    count === null ? `not known: ${why}` : formatCount(count);
  return html`<section id="tokens"><h2>Tokens</h2>
${tokens.streamed && chart}
${facts([
  ["Output tokens", writesNone(tokens) ? null : formatRate(tokens.outputPerSec)],
  ["Prompt tokens", formatRate(tokens.promptPerSec)],
  [
    "Output tokens of one request",
    perRequest.p50 === null
      ? null
      : `half had at least ${formatRate(perRequest.p50)}${perRequest.p10 === null ? "" : `, nine of ten at least ${formatRate(perRequest.p10)}`}, from sending to the end`,
  ],
  ["Output tokens counted", writesNone(tokens) ? null : counted(output, absent.output)],
  ["Prompt tokens counted", counted(prompt, absent.prompt)],
  ["Tokens in a chunk", output === null || chunks === 0 ? null : formatNumber(output / chunks)],
  ["Counted by", "the server (usage), over the ok answers to the requests of the measured part"],
])}
</section>`;
}
