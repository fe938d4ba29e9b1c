import type { HeaderField } from "./hpack-static-table.ts";

/** Bytes that every field counts in addition to its own: an estimate that RFC 7541 §4.1 fixes. */
const OVERHEAD_BYTES = 32;

/** The size of a field by the count of RFC 7541 §4.1. One character is one byte. */
export function fieldBytes([name, value]: HeaderField): number {
  return name.length + value.length + OVERHEAD_BYTES;
}

/** The fields that a connection has seen recently, which later blocks name by their index (RFC 7541 §2.3.2 and §4). */
export class DynamicTable {
  /** Version of the table: another number after every change. */
  version = 0;
  /** The fields in the table, the oldest first. */
  readonly #fields: HeaderField[] = [];
  #bytes = 0;
  #maxBytes: number;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The field at an index, counted from the newest, which is 0. */
  at(index: number): HeaderField | undefined {
    return this.#fields[this.#fields.length - 1 - index];
  }

  /** Adds a field; a field larger than the table empties it. */
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
