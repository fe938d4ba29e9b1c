/**
 * Merges rising streams into one, with a binary heap of their next values: O(log n) per value, no memory beyond one
 * value per stream. A stream ends by giving `Infinity`; so does the whole.
 */
export function mergeStreams(streams: readonly (() => number)[]): () => number {
  const heap = streams.map((next) => ({ at: next(), next }));
  // A sorted array is a heap. Equal values keep the order of their streams.
  heap.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  return () => {
    const top = heap[0];
    if (top === undefined) return Number.POSITIVE_INFINITY;
    const { at } = top;
    if (at !== Number.POSITIVE_INFINITY) {
      top.at = top.next();
      sinkTop(heap, top);
    }
    return at;
  };
}

function sinkTop<Entry extends { readonly at: number }>(heap: Entry[], top: Entry): void {
  let hole = 0;
  for (;;) {
    let child = 2 * hole + 1;
    let smaller = heap[child];
    if (smaller === undefined) break;
    const right = heap[child + 1];
    if (right !== undefined && right.at < smaller.at) {
      smaller = right;
      child++;
    }
    if (smaller.at >= top.at) break;
    heap[hole] = smaller;
    hole = child;
  }
  heap[hole] = top;
}
