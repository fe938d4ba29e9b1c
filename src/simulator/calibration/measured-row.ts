/** The facts of a row that say what was measured; null where the table does not say. */
export interface RowFacts {
  readonly series: string;
  readonly model: string | null;
  readonly backend: string | null;
  readonly accelerator: string | null;
  readonly version: string | null;
  readonly precision: string | null;
  readonly format: string | null;
  readonly device: string | null;
  readonly deviceCount: number | null;
  readonly transport: string | null;
  readonly instances: number | null;
  readonly maxBatch: number | null;
  readonly preferredSizes: readonly number[];
  readonly queueDelayMs: number | null;
  /** Bytes that one item carries to the server. */
  readonly itemBytes: number | null;
}

/** A measured load of a table: N requests, always outstanding, each of `clientBatch` items. Times are means unless named otherwise. */
export interface MeasuredRow extends RowFacts {
  /** Line of the file, from 1. */
  readonly line: number;
  /** Offline: one request at a time, whose batch is what the execution holds. Online: several, which the server groups. */
  readonly scenario: "offline" | "online";
  readonly clientBatch: number;
  /** Length of its requests, such as tokens; null where they have none. */
  readonly length: number | null;
  readonly concurrency: number;
  /** Whether the table states the concurrency; an offline row without it has 1. */
  readonly statesConcurrency: boolean;
  /** Items per second, as the table says. */
  readonly throughputPerSec: number | null;
  readonly clientSendMs: number | null;
  readonly networkMs: number | null;
  readonly queueMs: number | null;
  readonly inputMs: number | null;
  readonly computeMs: number | null;
  readonly outputMs: number | null;
  readonly clientRecvMs: number | null;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly meanMs: number | null;
}

/**
 * Mean time of a request, ms: as the table says it, or the sum of its parts, or what its throughput takes (perf_analyzer's printed
 * throughput is low where windows hold few requests, so it comes last), or the median; null where the table has none of them.
 */
export function meanTimeMs(row: MeasuredRow): number | null {
  const { meanMs, throughputPerSec, clientBatch, concurrency, p50Ms } = row;
  const parts = [transferMs(row), row.queueMs, serviceMs(row)];
  if (meanMs !== null) return meanMs;
  if (parts.every((part) => part !== null)) return parts.reduce((sum, part) => sum + part, 0);
  return throughputPerSec === null ? p50Ms : (1000 * clientBatch * concurrency) / throughputPerSec;
}

/** Time in an execution, ms: input, compute and output; null where the table does not say. */
export function serviceMs({ inputMs, computeMs, outputMs }: MeasuredRow): number | null {
  return computeMs === null ? null : (inputMs ?? 0) + computeMs + (outputMs ?? 0);
}

/** Time outside the server, ms: sending, the network, receiving; null where the table does not say. */
export function transferMs({ clientSendMs, networkMs, clientRecvMs }: MeasuredRow): number | null {
  return networkMs === null ? null : networkMs + (clientSendMs ?? 0) + (clientRecvMs ?? 0);
}
