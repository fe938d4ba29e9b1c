import type { StackLaw, StackLaws, TransferLaw } from "../../result/stack-law.ts";

/** The facts of a server that choose the laws of its software: never the name of a model or of a series. */
export interface StackFacts {
  readonly backend: string | null;
  readonly accelerator: string | null;
  readonly version: string | null;
  readonly queueDelayMs: number | null;
}

/** The law of a software stack: the first of the file whose conditions hold; null where none does. */
export function stackLawFor(facts: StackFacts, { stacks }: StackLaws): StackLaw | null {
  return stacks.find((law) => holds(law, facts)) ?? null;
}

function holds(law: StackLaw, { backend, accelerator, version, queueDelayMs }: StackFacts): boolean {
  const delay = (queueDelayMs ?? 0) > 0 ? "some" : "none";
  return (
    isAmong(law.backend, backend) &&
    isAmong(law.accelerator, accelerator) &&
    (law.queueDelay === null || law.queueDelay === delay) &&
    isVersionWithin(law.versions, version)
  );
}

const isAmong = (wanted: string | null, found: string | null): boolean =>
  wanted === null || wanted.toLowerCase() === (found ?? "").toLowerCase();

/** A law that holds for some versions only is not chosen for a server whose version nobody knows. */
function isVersionWithin(versions: StackLaw["versions"], version: string | null): boolean {
  if (versions === null) return true;
  if (version === null) return false;
  const { from, before } = versions;
  return (
    (from === null || compareVersions(version, from) >= 0) &&
    (before === null || compareVersions(version, before) < 0)
  );
}

/** Compares versions such as 22.11 and 2.28.0 by their numbers. */
function compareVersions(one: string, other: string): number {
  const [a, b] = [numbersOf(one), numbersOf(other)];
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

const numbersOf = (version: string): number[] => version.match(/\d+/g)?.map(Number) ?? [];

/** The law of a way to a server: its backend's own, else the one of its transport; null where the files have none. */
export function transferLawFor(
  { backend, transport }: { readonly backend: string | null; readonly transport: string | null },
  { transfers }: StackLaws,
): TransferLaw | null {
  const name = transport?.toLowerCase() ?? "";
  const fitting = transfers.filter(({ transports }) => transports.some((begin) => name.startsWith(begin)));
  const own = fitting.find((law) => law.backend !== null && isAmong(law.backend, backend));
  return own ?? fitting.find((law) => law.backend === null) ?? null;
}

/** The load and the size of requests, as the time on their way depends on them. */
export interface TransferLoad {
  readonly concurrency: number;
  readonly itemsPerRequest: number;
  /** Bytes of a request; null = not known. */
  readonly bytes: number | null;
  /** Time of a single request that is alone on its way, ms; null = not measured. */
  readonly aloneMs: number | null;
}

/** Mean time that a request spends outside the server, ms. */
export function transferTimeMs(law: TransferLaw, { bytes, ...load }: TransferLoad): number {
  const overheadMs = overheadTimeMs(law, { ...load, knowsBytes: bytes !== null });
  return overheadMs + ((bytes ?? 0) / 1e6) * perMegabyteTimeMs(law, load.concurrency);
}

/** The part of that time which does not depend on bytes, ms. Where nobody knows these, it grows with the items instead. */
export function overheadTimeMs(
  law: TransferLaw,
  {
    concurrency,
    itemsPerRequest,
    knowsBytes,
    aloneMs,
  }: Omit<TransferLoad, "bytes"> & { readonly knowsBytes: boolean },
): number {
  const items = knowsBytes ? 1 : itemsPerRequest ** law.itemsPower;
  return (aloneMs ?? law.baseMs) * law.share * items * concurrency ** law.exponent;
}

/** The time that a megabyte takes on its way, ms. */
export function perMegabyteTimeMs(law: TransferLaw, concurrency: number): number {
  return law.perMegabyteMs * concurrency ** law.megabyteExponent;
}
