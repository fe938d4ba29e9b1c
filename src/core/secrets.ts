import { base64 } from "./base64.ts";

/** The sign of a text that was left out because it may be a secret. */
export const LEFT_OUT = "…";

/** A shorter text is not looked for: it would tear words and figures apart, and anybody can guess it. */
const LEAST_LENGTH = 4;
/** A text shorter than this is hidden only where it stands alone, so that "pass" leaves "passed" as it is. */
const LEAST_WITHIN_WORDS = 6;
/** The beginning of a longer secret is hidden from this length on, wherever somebody cut it off. */
const LEAST_BEGINNING = 12;
/** The most characters of a secret whose beginning is looked for as well. */
const MOST_OF_BEGINNING = 256;

/** So many bytes of an encoded secret are looked for, and what follows them in the same code goes too. */
const MOST_ENCODED_BYTES = 12;
/** Fewer characters of base64 are not looked for: other texts may hold them. */
const LEAST_BASE64 = 8;
/** A word that people write and programs print: in other cases than the secret it is only a word. */
const WORD = /^\p{L}{1,11}$/u;

/** How names end whose values are keys. */
const KEY_NAME =
  "(?:key|token|sig|signature|hmac|secret|password|passwd|passphrase|pass|pwd|pw|code|pin|otp|auth|authorization|bearer|credentials?|jwt|ticket|session|session[-_]?id|sid)\\d*";
const KEY_NAMES = new RegExp(`${KEY_NAME}$`, "i");

/** Tells whether a name, as in the query of a URL, ends as those of keys do. */
export const isKeyName = (name: string): boolean => KEY_NAMES.test(name);

/** User and password of a URL in any text: all between the scheme and the last @ before the path. */
const USER_INFO = /([a-z][a-z0-9+.-]*:\/\/)[^\s/?#"'<>\\`]*@/gi;
/** A value in the query of a URL whose name ends as those of keys do. */
const KEY_IN_QUERY = new RegExp(`([?&;][\\w.%~-]*?${KEY_NAME}=)[^\\s&#;"'<>\\\\\`]+`, "gi");

/**
 * The secrets of a run. They are hidden in texts before these are printed or stored, in every way in which a server
 * may have written them: escaped for JSON, for HTML or for a URL, in capitals, in base64 or hexadecimal, or cut off.
 */
export class Secrets {
  readonly #texts = new Set<string>();
  #pattern: RegExp | null = null;

  /** The texts that are hidden. */
  get texts(): readonly string[] {
    return [...this.#texts];
  }

  /** Adds texts to hide. Those that are too short to be hidden without harm are left out. */
  learn(texts: Iterable<string>): void {
    const before = this.#texts.size;
    for (const text of texts) if (text.length >= LEAST_LENGTH) this.#texts.add(text);
    if (this.#texts.size === before) return;
    // The longest first, so that none is hidden only as far as a shorter one goes.
    const longestFirst = this.texts.toSorted((a, b) => b.length - a.length);
    this.#pattern = new RegExp(longestFirst.map(patternOf).join("|"), "gu");
  }

  /** Replaces what may be secret in a text: what was learned, and user, password and keys of any URL. */
  hide(text: string): string {
    const known = this.#pattern === null ? text : text.replace(this.#pattern, LEFT_OUT);
    return known.replace(USER_INFO, `$1${LEFT_OUT}@`).replace(KEY_IN_QUERY, `$1${LEFT_OUT}`);
  }

  /** Hides secrets in every text of a document; its keys stay. Where there is nothing to hide it is returned itself. */
  hideIn<Value>(value: Value): Value {
    if (typeof value === "string") return this.hide(value) as Value;
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) {
      const hidden = value.map((one) => this.hideIn(one));
      return hidden.some((one, at) => one !== value[at]) ? (hidden as Value) : value;
    }
    const entries = Object.entries(value);
    const hidden = entries.map(([key, one]) => [key, this.hideIn(one)] as const);
    return hidden.some(([, one], at) => one !== entries[at]?.[1])
      ? (Object.fromEntries(hidden) as Value)
      : value;
  }
}

/** The source of a pattern that finds a secret however its characters are escaped, and what is left of a cut one. */
function patternOf(secret: string): string {
  const characters = [...secret].map((character) => anyForm(character, !WORD.test(secret)));
  const whole = characters.join("");
  if (secret.length < LEAST_WITHIN_WORDS) return `(?<![\\p{L}\\p{N}])${whole}(?![\\p{L}\\p{N}])`;
  const start = characters.slice(0, MOST_OF_BEGINNING);
  // Where a text ends, or says that it was cut, a short beginning tells as well that it is one.
  const cut = `${beginning(start, LEAST_LENGTH)}(?=["']?(?:${LEFT_OUT}|$))`;
  const longBeginning = start.length > LEAST_BEGINNING ? [beginning(start, LEAST_BEGINNING)] : [];
  return [whole, ...longBeginning, cut, ...encodedForms(secret)].join("|");
}

/** The sources of patterns that find a secret in base64, wherever it stands in what was encoded, and in hexadecimal. */
function encodedForms(secret: string): string[] {
  const bytes = [...new TextEncoder().encode(secret)].slice(0, MOST_ENCODED_BYTES);
  const inBase64 = [0, 1, 2].flatMap((before) => {
    const text = base64([...new Uint8Array(before), ...bytes]);
    // The first characters hold bits of what stands before the secret, and the last one bits of what follows it.
    const own = text.slice(before === 0 ? 0 : before + 1, Math.floor(((before + bytes.length) * 8) / 6));
    if (own.length < LEAST_BASE64) return [];
    return [`${own.replaceAll("+", "[+-]").replaceAll("/", "[/_]")}[\\w+/=-]*`];
  });
  const hex = bytes.map((byte) => eitherCase(byte, 2)).join("");
  return [...inBase64, `${hex}(?:[0-9a-fA-F]{2})*`];
}

/** At least the first `least` characters, and as many more as there are. */
function beginning(characters: readonly string[], least: number): string {
  const more = characters.slice(least).reduceRight((rest, character) => `(?:${character}${rest})?`, "");
  return characters.slice(0, least).join("") + more;
}

const NAMED_IN_HTML: Readonly<Record<string, string>> = {
  '"': "&quot;",
  "&": "&amp;",
  "'": "&apos;",
  "<": "&lt;",
  ">": "&gt;",
};

/** The source of a pattern for a character in all its forms: bare, and escaped for JSON, a URL or HTML. */
function anyForm(character: string, inAnyCase: boolean): string {
  const bare = character.replace(/[\\^$.*+?()[\]{}|/]/gu, "\\$&");
  if (/[A-Za-z]/.test(character) && inAnyCase)
    return `[${character.toLowerCase()}${character.toUpperCase()}]`;
  if (/[A-Za-z0-9]/.test(character)) return bare;
  const code = character.codePointAt(0) as number;
  const bytes = [...new TextEncoder().encode(character)].map((byte) => `%${eitherCase(byte, 2)}`).join("");
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
  const json = units.map((unit) => `\\\\+u${eitherCase(unit, 4)}`).join("");
  const named = NAMED_IN_HTML[character];
  return `(?:${[
    `\\\\*${bare}`,
    bytes,
    json,
    `&#0*${code};`,
    `&#[xX]0*${eitherCase(code, 0)};`,
    ...(named === undefined ? [] : [named]),
    ...(character === " " ? ["\\+"] : []),
  ].join("|")})`;
}

/** A hexadecimal number with digits in either case. */
function eitherCase(value: number, digits: number): string {
  return [...value.toString(16).padStart(digits, "0")]
    .map((digit) => (/[a-f]/.test(digit) ? `[${digit}${digit.toUpperCase()}]` : digit))
    .join("");
}
