import type { ServiceModelDocument } from "../../result/service-model.ts";
import { IN_ORDER, type Sharing } from "../device.ts";
import type { ServiceModel } from "../service/service-model.ts";
import { tableService } from "../service/table-service.ts";

/** Beginning of the names of transports on which no tensor travels. */
const SHARED_MEMORY = "shm";

/** A server as a service model and the law of its software describe it: what a replica and its batcher need. */
export interface CalibratedServer {
  readonly service: ServiceModel;
  /** Instances that compute: one, where the software lets only one execution on a device. */
  readonly instances: number;
  readonly stretch: Sharing | null;
  /** Closed groups that wait, for each of these instances. */
  readonly groupsAhead: number;
  readonly mergesAhead: boolean;
  readonly onlyCompleteAhead: boolean;
}

/** Makes a server with so many instances of a service model. Without a law, instances share the device in order and take what waits. */
export function calibratedServer(document: ServiceModelDocument, instances: number): CalibratedServer {
  const { stack } = document;
  const isSerial = stack?.sharing === "one-at-a-time";
  const stretched = cameThroughMemory(document) ? (stack?.inputStretch ?? null) : null;
  return {
    service: tableService(document, {
      stepShare: stack?.stepShare ?? 0,
      inputOverlaps: stack?.inputOverlaps ?? false,
      inputTimes: (requests) => (stretched === null ? 1 : longerInput(stretched, requests)),
    }),
    instances: isSerial ? 1 : instances,
    stretch: isSerial ? null : sharingOf(document),
    groupsAhead: (stack?.groupsAheadPerInstance ?? 0) * (isSerial ? instances : 1),
    mergesAhead: stack?.mergesAhead ?? false,
    onlyCompleteAhead: stack?.onlyCompleteAhead ?? false,
  };
}

/** Whether the calibration's inputs stood in shared memory, and those of the load come over a network. */
function cameThroughMemory({ transport, transfer }: ServiceModelDocument): boolean {
  const isMemory = (way: string) => way.toLowerCase().startsWith(SHARED_MEMORY);
  return (
    transport !== null && isMemory(transport) && transfer !== null && !transfer.transports.some(isMemory)
  );
}

/** How many times longer the inputs of a batch take to copy: the more requests it holds, up to a most. */
function longerInput({ most, requests }: { most: number; requests: number }, held: number): number {
  return 1 + (most - 1) * Math.min(1, (held - 1) / Math.max(1, requests - 1));
}

/** The sharing of a device by law. Two executions are what was measured; more slow each other down in proportion. */
function sharingOf({ stack }: ServiceModelDocument): Sharing {
  if (stack?.sharing !== "stretched" || stack.stretch === null) return IN_ORDER;
  const { idle, full } = stack.stretch;
  return (running, efficiency) => ((idle + (full - idle) * efficiency) * running) / 2;
}

/** The executions that a load can lead to, in items. */
export interface Executions {
  readonly least: number;
  readonly most: number;
  /** Shortest and longest of the requests; null where they have no length. */
  readonly lengths: { readonly least: number; readonly most: number } | null;
}

/** The reason for which executions lie outside of what a model was measured for; undefined where they do not. */
export function whyOutside(
  { range, stack, transfer }: ServiceModelDocument,
  { least, most, lengths }: Executions,
): string | undefined {
  const unlike = whyUnlike(range, lengths);
  if (unlike !== undefined) return unlike;
  if (most > range.mostBatch)
    return `executions of up to ${most} items would be formed, and ${range.mostBatch} is the largest that was measured`;
  if (least < range.leastBatch)
    return `executions of ${least} items would be formed, and ${range.leastBatch} is the smallest that was measured`;
  if (stack === null) return "no law is known of how this software groups requests and shares its device";
  if (transfer === null) return "no law is known of the way between client and server";
  return undefined;
}

function whyUnlike(
  { leastLength, mostLength }: ServiceModelDocument["range"],
  lengths: Executions["lengths"],
): string | undefined {
  if (lengths === null)
    return mostLength === 0
      ? undefined
      : `its executions were measured by length, from ${leastLength} to ${mostLength}, and the requests have none`;
  if (mostLength === 0) return "the requests have lengths, and its executions were measured without";
  if (lengths.most > mostLength)
    return `the requests are up to ${lengths.most} long, and ${mostLength} is the longest that was measured`;
  return lengths.least < leastLength
    ? `the requests are as short as ${lengths.least}, and ${leastLength} is the shortest that was measured`
    : undefined;
}
