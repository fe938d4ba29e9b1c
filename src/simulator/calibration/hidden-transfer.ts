import { largest } from "../../core/extremes.ts";
import { formatNumber } from "../../core/format.ts";
import { type MeasuredRow, meanTimeMs, serviceMs } from "./measured-row.ts";

/** Bytes per millisecond over HTTP or gRPC on one machine: about 1 GB/s, as far as one stream and one copy go. */
const BYTES_PER_MS = 1e6;
/** A transfer that may be a larger share than this of what an execution took spoils the time of the execution. */
const LARGE_SHARE = 0.1;

/** The part that the way to the server may have in times that were measured from outside. */
export interface HiddenTransfer {
  /** Whether the times cannot be taken for those of executions. */
  readonly isLarge: boolean;
  readonly words: string;
}

/**
 * Judges times of executions that a client measured over a network: the whole batch travels in one request, so the transfer is
 * in the time. Null where the server's own times are there, or where no tensor travelled.
 */
export function hiddenTransfer(offline: readonly MeasuredRow[]): HiddenTransfer | null {
  const outside = offline.filter((row) => serviceMs(row) === null && travels(row));
  const [first] = outside;
  if (first === undefined) return null;
  const way = `the batches of its offline rows travelled over ${first.transport}, and the times of the server itself are not known`;
  const known = outside.filter(({ itemBytes }) => itemBytes !== null);
  if (known.length === 0)
    return {
      isLarge: false,
      words: `${way}; how large an item is, is not known, so the transfer may be part of the times`,
    };
  const share = largest(
    known.map((row) => (row.clientBatch * (row.itemBytes ?? 0)) / BYTES_PER_MS / (meanTimeMs(row) ?? 1)),
  );
  const percent = formatNumber(Math.min(1, share) * 100, 2);
  return share > LARGE_SHARE
    ? {
        isLarge: true,
        words: `${way}: at 1 GB/s, up to ${percent} % of what they took was the transfer, so they are no times of executions`,
      }
    : { isLarge: false, words: `${way}; at 1 GB/s, up to ${percent} % of what they took was the transfer` };
}

const travels = ({ transport }: MeasuredRow): boolean =>
  transport !== null && /^(?:http|grpc)/i.test(transport);
