import type { RunOptions } from "../../config/run-options.ts";
import { PlimsollError, usageError } from "../../core/errors.ts";
import type { Host } from "../../core/host.ts";

/**
 * The headers of every request. A key comes only from the variable that the user names, so that it is never sent to
 * another host than it was meant for.
 *
 * @throws usage error when that variable holds no key, or the header is given twice
 */
export function requestHeaders(
  { header, apiKeyEnv }: Pick<RunOptions, "header" | "apiKeyEnv">,
  { env }: Pick<Host, "env">,
): Record<string, string> {
  const headers = header.map((line): [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  const leftOut = headers.find(([, value]) => value === "…");
  if (leftOut !== undefined)
    throw usageError(
      `--header ${leftOut[0]} has "…" in place of its value, which a result leaves out because it may be a secret`,
      "write the value of the header",
    );
  if (apiKeyEnv === undefined) return Object.fromEntries(headers);
  if (headers.some(([name]) => name.toLowerCase() === "authorization"))
    throw usageError(
      "--header Authorization and --api-key-env say the same thing twice",
      "leave one of them out",
    );
  const key = keyIn(env, apiKeyEnv);
  if (!/^[\x21-\x7e]+$/.test(key))
    throw usageError(
      `--api-key-env ${apiKeyEnv}: that variable ${key === "" ? "is not set" : "holds characters that no header can"}`,
      "put the key into it, or name another one",
    );
  return Object.fromEntries([...headers, ["Authorization", `Bearer ${key}`]]);
}

/** Replaces the key in a text of the server: one that refuses a key may repeat it. */
export function hideKey(
  text: string,
  { apiKeyEnv }: Pick<RunOptions, "apiKeyEnv">,
  { env }: Pick<Host, "env">,
): string {
  const key = apiKeyEnv === undefined ? "" : keyIn(env, apiKeyEnv);
  return key === "" ? text : text.replaceAll(key, "…");
}

/** The error without the key, for an error whose message may repeat it. */
export function withoutKey(
  error: unknown,
  options: Pick<RunOptions, "apiKeyEnv">,
  host: Pick<Host, "env">,
): unknown {
  if (!(error instanceof PlimsollError)) return error;
  return new PlimsollError(error.exitCode, hideKey(error.message, options, host), error.fix);
}

function keyIn(env: Host["env"], name: string): string {
  return env[name]?.trim() ?? "";
}
