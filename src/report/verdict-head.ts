import { formatTime } from "../core/format.ts";
import { COLUMNS, named, type Paint, wrap } from "./terminal.ts";

/** The first lines of a summary: the word of its verdict in its colour, and the sentence behind it. */
export function verdictHead(word: string, sentence: string, emphasis: (text: string) => string): string[] {
  const [head = "", ...more] = wrap(`${word}  ${sentence}`, COLUMNS);
  return [emphasis(word) + head.slice(word.length), ...more];
}

/** A series of runs against one target, as far as the head of its summary tells of it. */
interface Searched {
  readonly answer: string;
  readonly target: { readonly kind: string; readonly model: string | null; readonly url: string | null };
  readonly startedAt: string;
  readonly seed: number;
  readonly partial: boolean;
}

/**
 * The head of the summary of a series: its verdict, its answer, what was measured, and whether it came to its end.
 *
 * @param verdict its word, whether that is good, and the sentence behind it
 * @param facts what was measured, beside the target, the time and the seed
 * @param end what it did not come to, where it was interrupted
 */
export function seriesHead(
  { answer, target, startedAt, seed, partial }: Searched,
  verdict: { readonly word: string; readonly good: boolean; readonly sentence: string },
  facts: readonly string[],
  end: string,
  paint: Paint,
): string[] {
  const { word, good, sentence } = verdict;
  const said = [
    `${target.kind} ${target.model ?? target.url ?? ""}`.trim(),
    ...facts,
    formatTime(startedAt),
    `seed ${seed}`,
  ];
  return [
    ...verdictHead(word, sentence, good ? paint.good : paint.bad),
    ...named("answer", answer),
    ...named("", said.join(" · ")).map(paint.quiet),
    ...(partial ? named("note", `partial: interrupted before ${end}; --resume goes on`).map(paint.note) : []),
  ];
}
