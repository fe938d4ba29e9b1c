import type { AnswerTokens } from "../core/token-block.ts";

/** Tokens of answers, added up as the servers counted them. */
export class TokenTally {
  answers = 0;
  chunks = 0;
  prompt = 0;
  output = 0;
  /** Number of answers that did not report their prompt tokens. */
  promptUnknown = 0;
  /** Number of answers that did not report their output tokens. */
  outputUnknown = 0;
  /** Number of answers of several choices, whose tokens come mixed. */
  mixed = 0;

  /** Adds the tokens of an answer, or the part of them that `weight` says. */
  add({ promptTokens, outputTokens, mixed, chunksMs }: Readonly<AnswerTokens>, weight = 1): void {
    this.answers++;
    this.chunks += chunksMs.length;
    if (mixed) this.mixed++;
    if (promptTokens === null) this.promptUnknown++;
    else this.prompt += weight * promptTokens;
    if (outputTokens === null) this.outputUnknown++;
    else this.output += weight * outputTokens;
  }
}
