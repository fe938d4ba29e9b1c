import { getEnvironmentData, setEnvironmentData } from "node:worker_threads";
import { Secrets } from "../core/secrets.ts";

const SHARED = "plimsoll secrets";

/**
 * All secrets that this process was given. They are kept in one place for the whole process, and in each of its
 * threads, because everything that is printed or stored must pass here, whatever command or server it comes from.
 */
export const knownSecrets = new Secrets();
const inherited = getEnvironmentData(SHARED) as unknown;
if (Array.isArray(inherited)) knownSecrets.learn(inherited);

/** Adds texts to those that nothing may print or store. Threads that start from now on know them too. */
export function keepSecret(texts: readonly string[]): void {
  knownSecrets.learn(texts);
  setEnvironmentData(SHARED, [...knownSecrets.texts]);
}
