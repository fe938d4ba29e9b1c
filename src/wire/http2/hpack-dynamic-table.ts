import type { HeaderField } from "./hpack-static-table.ts";

/** What every field takes beside its own bytes: an estimate that the RFC fixes (§4.1). */
const OVERHEAD_BYTES = 32;

/** The size of a field by the count of RFC 7541 §4.1. One character is one byte. */
export function fieldBytes([name, value]: HeaderField): number {
  return name.length + value.length + OVERHEAD_BYTES;
}

/** The fields that a connection has seen of late, which later blocks name by their index (RFC 7541 §2.3.2 and §4). */
export class DynamicTable {
  /** Another number after every change. */
  version = 0;
  /** The oldest first. */
  readonly #fields: HeaderField[] = [];
  #bytes = 0;
  #maxBytes: number;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** 0 is the newest. */
  at(index: number): HeaderField | undefined {
    return this.#fields[this.#fields.length - 1 - index];
  }

  /** A field larger than the table empties it. */
  add(field: HeaderField): void {
    this.version++;
    this.#fields.push(field);
    this.#bytes += fieldBytes(field);
    this.#evict();
  }

  resize(maxBytes: number): void {
    this.version++;
    this.#maxBytes = maxBytes;
    this.#evict();
  }

  #evict(): void {
    while (this.#bytes > this.#maxBytes) this.#bytes -= fieldBytes(this.#fields.shift() as HeaderField);
  }
}
