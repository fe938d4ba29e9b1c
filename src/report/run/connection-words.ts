import { formatCount } from "../../core/format.ts";
import type { GeneratorHealth } from "../../result/generator.ts";

type Connections = NonNullable<GeneratorHealth["connections"]>;

/** What became of the connections of a run, in words. */
export function connectionWords(counts: Connections): string {
  const { opened, closedUnannounced, unrequested, retried } = counts;
  const times = (count: number) => (count === 1 ? "once" : `${formatCount(count)} times`);
  return [
    `${formatCount(opened)} opened`,
    closedUnannounced > 0 && `${formatCount(closedUnannounced)} closed by the server without notice`,
    retried > 0 &&
      `a request sent again ${times(retried)}, which the server had not processed, as far as can be told: its times count from the first sending`,
    unrequested > 0 && `bytes that no request had asked for ${times(unrequested)}`,
  ]
    .filter((part) => part !== false)
    .join("; ");
}

/** Tells whether something became of connections that a reader of the summary should know. */
export function isNotable({ closedUnannounced, unrequested, retried }: Connections): boolean {
  return closedUnannounced + unrequested + retried > 0;
}
