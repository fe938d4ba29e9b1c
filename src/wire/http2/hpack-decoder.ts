import { show, WireError } from "../wire-error.ts";
import { DynamicTable, fieldBytes } from "./hpack-dynamic-table.ts";
import { HpackReader } from "./hpack-reader.ts";
import { type HeaderField, STATIC_TABLE } from "./hpack-static-table.ts";

/** Limit of one decoded list, by the count of `fieldBytes`, which is also that of SETTINGS_MAX_HEADER_LIST_SIZE. */
export const MAX_HEADER_LIST_BYTES = 65_536;

/** A server that repeats itself has a few blocks: the headers and the trailers of good answers, and of bad ones. */
const MAX_REMEMBERED = 8;
/** Larger blocks are not worth comparing. */
const MAX_REMEMBERED_BYTES = 1024;

/** What a block says. The decoder may give the same object again. */
export interface HeaderFields {
  /** Value of `:status`; 0 where there is none, as in trailers. */
  readonly status: number;
  /** Names as they came; the values of a repeated one joined by ", " (RFC 9110 §5.3). */
  readonly fields: ReadonlyMap<string, string>;
}

interface Remembered {
  readonly block: Uint8Array;
  readonly fields: HeaderFields;
}

/**
 * Reads the header blocks of one connection in the order they came (RFC 7541). It judges the coding, not whether the
 * names make a good answer. After a `WireError` the table is no longer that of the server: the connection must end.
 *
 * A block means what its bytes and the dynamic table say. A server under load sends the same few blocks again and
 * again, and once its fields stand in the table it changes nothing there: what came before is then not read again.
 */
export class HpackDecoder {
  readonly #maxTableBytes: number;
  readonly #table: DynamicTable;
  /** They hold for one version of the table. */
  #remembered: Remembered[] = [];
  #rememberedVersion = 0;

  /** `maxTableBytes` is what we announced as SETTINGS_HEADER_TABLE_SIZE; 4096 is what holds unannounced. */
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
    // A copy, as the block may lie in a buffer that is used again. (slice() of a Buffer is none.)
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

  /** The first bits of a field tell its kind (§6). */
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
    // Without indexing, or never to be indexed, which only matters to who passes fields on.
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

/** 001 and a size (§6.3). */
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
