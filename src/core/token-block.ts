/** How the tokens of an answer become known: it counts them, or it is a stream that is read as it arrives. */
export type TokensTold = "counted" | "streamed";

/** The token counts that an answer reports, and the times at which its text arrived. */
export interface AnswerTokens {
  /** Tokens of the prompt as the server counted them; null = not reported. */
  readonly promptTokens: number | null;
  /** Tokens of the answer as the server counted them; null = not reported. */
  readonly outputTokens: number | null;
  /**
   * True where the answer holds several choices (`n`, `best_of`). The counts and pieces are then of all of them, mixed,
   * and tell nothing about the time between the tokens of one.
   */
  readonly mixed: boolean;
  /**
   * Arrival time of each piece of text, ms from the start of the schedule; empty where the answer came whole. A piece
   * may hold several tokens. Valid only during the call that delivers it.
   */
  readonly chunksMs: Float64Array;
}

const NO_TOKENS = -1;
const HEAD = 4;

/**
 * Tokens of the samples of a `SampleBlock` on their way between threads, in the same order. One record follows another:
 * number of chunks (−1: the sample has no tokens), prompt tokens, output tokens (NaN: unknown), mixed (1: yes), times of the chunks.
 */
export class TokenBlock {
  #cells: Float64Array;
  #length: number;
  #at = 0;

  /** Makes an empty block with room for a number of cells, or a block to read from the `cells` of another. */
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
    cells[this.#length + 3] = tokens.mixed ? 1 : 0;
    cells.set(tokens.chunksMs, this.#length + HEAD);
    this.#length += HEAD + chunks;
  }

  /** The tokens of the next sample; undefined where it has none. */
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
      mixed: this.#cells[at + 3] === 1,
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
