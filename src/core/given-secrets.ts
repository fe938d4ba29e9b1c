import { base64 } from "./base64.ts";
import { isKeyName } from "./secrets.ts";

/** User and password of a URL. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** Names of headers whose values are known to be no secret. */
const HARMLESS_NAMES =
  /^(accept|accept-.*|content-(type|encoding|language)|user-agent|cache-control|pragma|host|connection|origin|te|priority|date|range|if-.*|traceparent)$/i;
/** Names of headers whose values are secrets, however plain these look. */
const SECRET_NAMES = /auth|cookie|key|token|secret|pass|signature|credential|session|jwt/i;
/** A value of a few common words, of a number, a date or a version: it tells nothing that must be hidden. */
const PLAIN = /^(?:[A-Z]?[a-z]{1,12}(?:[-_ .,;/=]+[A-Z]?[a-z]{1,12}){0,3}|[\d.:,+TZ%-]{1,16})$/;
const SCHEMES = /^(basic|bearer|digest|token|apikey|negotiate|ntlm|hawk|aws4-[\w-]+)$/i;

/** User and password of a URL, percent-decoded; null where it has none. */
export function credentialsOf({ username, password }: URL): Credentials | null {
  if (username === "" && password === "") return null;
  return { user: decoded(username), password: decoded(password) };
}

/** The value of a header Authorization or Proxy-Authorization for user and password (RFC 7617). */
export function basicAuthorization({ user, password }: Credentials): string {
  const bytes = new TextEncoder().encode(`${user}:${password}`);
  return `Basic ${base64(bytes)}`;
}

/** The secrets in a URL: password, user, both as they are sent, and values of the query that look like keys. */
export function secretsOfUrl(text: string): string[] {
  if (!URL.canParse(text)) {
    const [user = "", ...password] = (/\/\/([^/?#]*)@/.exec(text)?.[1] ?? "").split(":");
    return secretsOfCredentials({ user: decoded(user), password: decoded(password.join(":")) });
  }
  const url = new URL(text);
  const credentials = credentialsOf(url);
  return [
    ...(credentials === null ? [] : secretsOfCredentials(credentials)),
    ...keysInQuery(url).map(([, value]) => value),
  ];
}

/** A value that nobody writes by hand: a UUID, or letters and digits in one long row. */
const LIKE_A_KEY = /(?=[a-z]*\d)(?=\d*[a-z])[a-z\d]{16,}|^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Name and value of what looks like a key in the query of a URL, by its name or by its value. */
export function keysInQuery({ searchParams }: URL): [name: string, value: string][] {
  return [...searchParams].filter(([name, value]) => isKeyName(name) || LIKE_A_KEY.test(value));
}

/** The secrets in a header as it is given: its value and the parts of it, unless its name or look says that it is none. */
export function secretsOfHeader(line: string): string[] {
  const colon = line.indexOf(":");
  const name = colon < 0 ? "" : line.slice(0, colon).trim();
  const value = line.slice(colon + 1).trim();
  if (HARMLESS_NAMES.test(name)) return [];
  if (!SECRET_NAMES.test(name) && PLAIN.test(value)) return [];
  const parts = value.split(/[\s;,]+/).filter((part) => !SCHEMES.test(part));
  const values = parts.flatMap((part) => (/=./.test(part) ? [part.replace(/^[^=]*="?|"$/g, "")] : []));
  const basic = /^basic\s+(\S+)$/i.exec(value)?.[1];
  const isWhole = parts.length > 1 && !SECRET_NAMES.test(name);
  const found = [
    value,
    ...(isWhole ? parts.filter((part) => part.length >= LEAST_PART && !PLAIN.test(part)) : parts),
    ...values.filter((part) => !PLAIN.test(part)),
    ...(basic === undefined ? [] : secretsOfBasic(basic)),
  ];
  return [...new Set(found)];
}

/** The fewest characters of a part of a value that is looked for by itself. */
const LEAST_PART = 8;

function secretsOfBasic(encoded: string): string[] {
  try {
    const bytes = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
    const [user = "", ...password] = new TextDecoder().decode(bytes).split(":");
    return secretsOfCredentials({ user, password: password.join(":") });
  } catch {
    return []; // it is not base64
  }
}

/** Password and user, and both as they are sent. A common word as user, beside a password, is no secret. */
function secretsOfCredentials({ user, password }: Credentials): string[] {
  const isSecretUser = password === "" || !PLAIN.test(user);
  const sent = basicAuthorization({ user, password }).replace("Basic ", "");
  return [password, ...(isSecretUser ? [user] : []), sent];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a lone % is what it is
  }
}
