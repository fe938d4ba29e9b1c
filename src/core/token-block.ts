/** Answers say how many tokens they took; streamed ones are read as they come. */
export type TokensTold = "counted" | "streamed";

/** What an answer told of its tokens. */
export interface AnswerTokens {
  /** As the server counted them; null = it did not say. */
  readonly promptTokens: number | null;
  readonly outputTokens: number | null;
  /**
   * When each piece of text came, ms from the start of the schedule; empty where the answer came whole. A piece may
   * hold several tokens. Valid only during the call that delivers it.
   */
  readonly chunksMs: Float64Array;
}

const NO_TOKENS = -1;
const HEAD = 3;

/**
 * Tokens of the samples of a block on their way between threads, in the same order, record behind record: number of
 * chunks (−1: the sample has no tokens), prompt tokens, output tokens (NaN: unknown), times of the chunks.
 */
export class TokenBlock {
  #cells: Float64Array;
  #length: number;
  #at = 0;

  /** An empty one with room for so many cells, or what `cells` of another one gave. */
  constructor(cells: number | Float64Array) {
    this.#cells = typeof cells === "number" ? new Float64Array(cells) : cells;
    this.#length = typeof cells === "number" ? 0 : cells.length;
  }

  get length(): number {
    return this.#length;
  }

  get cells(): Float64Array {
    return this.#cells.subarray(0, this.#length);
  }

  push(tokens: AnswerTokens | undefined): void {
    const chunks = tokens?.chunksMs.length ?? 0;
    this.#makeRoom(HEAD + chunks);
    const cells = this.#cells;
    if (tokens === undefined) {
      cells[this.#length++] = NO_TOKENS;
      return;
    }
    cells[this.#length] = chunks;
    cells[this.#length + 1] = tokens.promptTokens ?? Number.NaN;
    cells[this.#length + 2] = tokens.outputTokens ?? Number.NaN;
    cells.set(tokens.chunksMs, this.#length + HEAD);
    this.#length += HEAD + chunks;
  }

  /** Those of the next sample. */
  next(): AnswerTokens | undefined {
    const at = this.#at;
    const chunks = this.#cells[at] ?? NO_TOKENS;
    if (chunks === NO_TOKENS) {
      this.#at = at + 1;
      return undefined;
    }
    this.#at = at + HEAD + chunks;
    return {
      promptTokens: countOrNull(this.#cells[at + 1]),
      outputTokens: countOrNull(this.#cells[at + 2]),
      chunksMs: this.#cells.subarray(at + HEAD, this.#at),
    };
  }

  #makeRoom(cells: number): void {
    const needed = this.#length + cells;
    if (needed <= this.#cells.length) return;
    const larger = new Float64Array(Math.max(needed, 2 * this.#cells.length));
    larger.set(this.#cells.subarray(0, this.#length));
    this.#cells = larger;
  }
}

function countOrNull(cell: number | undefined): number | null {
  return cell === undefined || Number.isNaN(cell) ? null : cell;
}
