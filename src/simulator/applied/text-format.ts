import { usageError } from "../../core/errors.ts";

/** A value of protobuf's text format: a number, word or text, or a message. */
export type TextValue = string | TextMessage;

/** A message of protobuf's text format: the values of each field, in their order. */
export interface TextMessage {
  readonly fields: ReadonlyMap<string, readonly TextValue[]>;
}

const MOST_CHARACTERS = 1_000_000;
const DEEPEST = 20;

/** A quoted text, a word or number, or a sign; comments and blanks stand between them. */
const TOKEN = /(?:\s|#[^\n]*(?:\n|$))*("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[\w.+/-]+|[{}[\]<>:;,])/y;

/**
 * Reads the text format of protobuf (protobuf.dev, "Text Format Language Specification"), as far as `config.pbtxt` of Triton uses it: fields with or
 * without a colon, messages in braces, lists, comments. Texts keep what stands between their quotes.
 *
 * @param source what messages call the text
 * @throws usage error where it is none
 */
export function readTextFormat(text: string, source: string): TextMessage {
  if (text.length > MOST_CHARACTERS)
    throw usageError(`${source} has ${text.length} characters, too many for settings`, "name the file alone");
  return new Reader(text, source).readAll();
}

class Reader {
  readonly #text: string;
  readonly #source: string;
  #at = 0;
  #next: string | null = null;

  constructor(text: string, source: string) {
    this.#text = text;
    this.#source = source;
    this.#advance();
  }

  readAll(): TextMessage {
    const message = this.#message(null, 0);
    if (this.#next !== null) throw this.#wrong(`"${this.#next}" stands where a field is expected`);
    return message;
  }

  #message(end: string | null, depth: number): TextMessage {
    if (depth > DEEPEST) throw this.#wrong("messages are nested too deep");
    const fields = new Map<string, TextValue[]>();
    while (this.#next !== end) {
      const name = this.#next;
      if (name === null) throw this.#wrong(`${end} is missing`);
      if (!/^[A-Za-z_]\w*$/.test(name)) throw this.#wrong(`"${name}" stands where a field is expected`);
      this.#advance();
      const isValue = this.#take(":");
      const values = this.#take("[") ? this.#list(depth) : [this.#value(isValue, depth)];
      fields.set(name, [...(fields.get(name) ?? []), ...values]);
      if (!this.#take(",")) this.#take(";");
    }
    this.#advance();
    return { fields };
  }

  #list(depth: number): TextValue[] {
    const values: TextValue[] = [];
    while (!this.#take("]")) {
      values.push(this.#value(true, depth));
      if (!this.#take(",") && this.#next !== "]") throw this.#wrong("a comma or ] is missing in a list");
    }
    return values;
  }

  #value(mayBePlain: boolean, depth: number): TextValue {
    if (this.#take("{")) return this.#message("}", depth + 1);
    if (this.#take("<")) return this.#message(">", depth + 1);
    const token = this.#next;
    if (token === null || !mayBePlain || /^[{}[\]<>:;,]$/.test(token))
      throw this.#wrong(`${token === null ? "the end" : `"${token}"`} stands where a value is expected`);
    this.#advance();
    return /^["']/.test(token) ? token.slice(1, -1) : token;
  }

  #take(sign: string): boolean {
    if (this.#next !== sign) return false;
    this.#advance();
    return true;
  }

  #advance(): void {
    TOKEN.lastIndex = this.#at;
    const match = TOKEN.exec(this.#text);
    if (match === null && /^(?:\s|#[^\n]*)*$/.test(this.#text.slice(this.#at)) === false)
      throw this.#wrong(`"${this.#text.slice(this.#at).trimStart().slice(0, 10)}" is not understood`);
    this.#at = match === null ? this.#text.length : TOKEN.lastIndex;
    this.#next = match?.[1] ?? null;
  }

  #wrong(why: string): Error {
    const line = this.#text.slice(0, this.#at).split("\n").length;
    return usageError(`${this.#source} is no text of protobuf: ${why}, at line ${line}`, "correct the file");
  }
}
