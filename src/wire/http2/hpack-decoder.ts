import { show, WireError } from "../wire-error.ts";
import { DynamicTable, fieldBytes } from "./hpack-dynamic-table.ts";
import { HpackReader } from "./hpack-reader.ts";
import { type HeaderField, STATIC_TABLE } from "./hpack-static-table.ts";

/** Largest decoded header list, counted by `fieldBytes`, as SETTINGS_MAX_HEADER_LIST_SIZE is. */
export const MAX_HEADER_LIST_BYTES = 65_536;

/** Number of blocks that are remembered: a server repeats a few, the headers and trailers of good and bad answers. */
const MAX_REMEMBERED = 8;
/** Largest block that is remembered; larger ones are not worth comparing. */
const MAX_REMEMBERED_BYTES = 1024;

/** The fields of a header block. The decoder may return the same object again. */
export interface HeaderFields {
  /** Value of `:status`; 0 where there is none, as in trailers. */
  readonly status: number;
  /** Values by field name as sent; the values of a repeated name are joined by ", " (RFC 9110 §5.3). */
  readonly fields: ReadonlyMap<string, string>;
}

interface Remembered {
  readonly block: Uint8Array;
  readonly fields: HeaderFields;
}

/**
 * Reads the header blocks of one connection in the order they came (RFC 7541). It judges the coding, not whether the
 * names make a good answer. After a `WireError` the table differs from that of the server: the connection must end.
 *
 * A block means what its bytes and the dynamic table say. A server under load sends the same few blocks again and
 * again, and once its fields are in the table, a block does not change the table. A block that came before is then not
 * decoded again.
 */
export class HpackDecoder {
  readonly #maxTableBytes: number;
  readonly #table: DynamicTable;
  /** Decoded blocks, valid for the version `#rememberedVersion` of the table. */
  #remembered: Remembered[] = [];
  #rememberedVersion = 0;

  /** `maxTableBytes` is the SETTINGS_HEADER_TABLE_SIZE that we announced; 4096 is the default of the RFC. */
  constructor(maxTableBytes = 4096) {
    this.#maxTableBytes = maxTableBytes;
    this.#table = new DynamicTable(maxTableBytes);
  }

  /** Reads a whole block: the fragments of HEADERS and its CONTINUATIONs as one. @throws WireError */
  decode(block: Uint8Array): HeaderFields {
    const { version } = this.#table;
    if (version === this.#rememberedVersion) {
      for (let i = 0; i < this.#remembered.length; i++) {
        const known = this.#remembered[i] as Remembered;
        if (isSame(known.block, block)) return known.fields;
      }
    }
    const fields = this.#read(new HpackReader(block));
    if (this.#table.version === version && block.length <= MAX_REMEMBERED_BYTES)
      this.#remember(block, fields);
    return fields;
  }

  #remember(block: Uint8Array, fields: HeaderFields): void {
    if (this.#rememberedVersion !== this.#table.version) this.#remembered = [];
    this.#rememberedVersion = this.#table.version;
    // A copy, because the block may lie in a buffer that is reused. (slice() of a Buffer does not copy.)
    this.#remembered.push({ block: new Uint8Array(block), fields });
    if (this.#remembered.length > MAX_REMEMBERED) this.#remembered.shift();
  }

  #read(reader: HpackReader): HeaderFields {
    const fields = new Map<string, string>();
    let status = 0;
    let listBytes = 0;
    while (!reader.atEnd && isResize(reader.peek())) this.#resize(reader);
    while (!reader.atEnd) {
      const field = this.#readField(reader);
      const [name, value] = field;
      listBytes += fieldBytes(field);
      if (listBytes > MAX_HEADER_LIST_BYTES) {
        throw reader.error(`expected at most ${MAX_HEADER_LIST_BYTES} bytes of header fields, found more`);
      }
      if (name === ":status") {
        if (status !== 0) throw reader.error("expected one :status, found two");
        status = statusOf(value);
      } else {
        const earlier = fields.get(name);
        fields.set(name, earlier === undefined ? value : `${earlier}, ${value}`);
      }
    }
    return { status, fields };
  }

  /** Reads one field, whose first bits are its kind (RFC 7541 §6). */
  #readField(reader: HpackReader): HeaderField {
    const first = reader.peek();
    if (first >= 0x80) return this.#at(reader.integer(7), reader);
    if (first >= 0x40) {
      const field = this.#readLiteral(reader, 6);
      this.#table.add(field);
      return field;
    }
    if (isResize(first))
      throw reader.error("expected a new table size only before all fields, found it behind");
    // Without indexing, or never to be indexed, which matters only to proxies.
    return this.#readLiteral(reader, 4);
  }

  #readLiteral(reader: HpackReader, prefixBits: number): HeaderField {
    const index = reader.integer(prefixBits);
    const name = index === 0 ? reader.text() : this.#at(index, reader)[0];
    return [name, reader.text()];
  }

  #at(index: number, reader: HpackReader): HeaderField {
    const field = STATIC_TABLE[index - 1] ?? this.#table.at(index - 1 - STATIC_TABLE.length);
    if (field === undefined) throw reader.error(`expected the index of a known field, found ${index}`);
    return field;
  }

  #resize(reader: HpackReader): void {
    const bytes = reader.integer(5);
    if (bytes > this.#maxTableBytes) {
      throw reader.error(
        `expected a table of at most ${this.#maxTableBytes} bytes, found a new size of ${bytes}`,
      );
    }
    this.#table.resize(bytes);
  }
}

/** Whether the first byte begins a change of the table's size: 001 and a size (RFC 7541 §6.3). */
function isResize(first: number): boolean {
  return first >> 5 === 1;
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function statusOf(value: string): number {
  if (!/^[1-9]\d\d$/.test(value))
    throw new WireError(`expected a :status of three digits, found ${show(value)}`);
  return Number(value);
}
