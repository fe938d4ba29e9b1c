import { secretsOfHeader, secretsOfUrl } from "../core/given-secrets.ts";
import { keepSecret } from "../host/known-secrets.ts";

/** The options that may hold secrets, and what is secret in a text of theirs. */
const SECRETS_OF: Readonly<Record<string, (text: string) => readonly string[]>> = {
  url: secretsOfUrl,
  baselineUrl: secretsOfUrl,
  candidateUrl: secretsOfUrl,
  proxy: secretsOfUrl,
  header: secretsOfHeader,
  // The name of a variable is no secret, but a key that was given in its place is.
  apiKeyEnv: (text) => (/^[A-Z_][A-Z0-9_]*$/.test(text) ? [] : [text]),
};

/** Tells whether an option may hold a secret, so that no message repeats its value. */
export const mayBeSecret = (option: string): boolean => Object.hasOwn(SECRETS_OF, option);

/** Keeps what is secret in the value of an option from being printed or stored. */
export function keepOptionSecret(option: string, value: unknown): void {
  if (!mayBeSecret(option)) return;
  keepSecret(textsIn(value).flatMap((text) => SECRETS_OF[option]?.(text) ?? []));
}

/** All texts in a value, in lists and objects too: a configuration file may give headers as an object. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
