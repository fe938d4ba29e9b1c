import type { RunOptions } from "../../config/run-options.ts";
import { usageError } from "../../core/errors.ts";
import { basicAuthorization, credentialsOf } from "../../core/given-secrets.ts";
import type { Host } from "../../core/host.ts";
import { LEFT_OUT } from "../../core/secrets.ts";
import { keepSecret } from "../../host/known-secrets.ts";

/** Headers that say where a request ends or what becomes of its connection, which the transport does, and why each is refused. */
const OF_THE_TRANSPORT: Readonly<Record<string, string>> = {
  "content-length": "the length is counted from the body",
  "transfer-encoding": "bodies are sent with their length",
  "keep-alive": "connections are kept by the transport",
  "proxy-connection": "connections are kept by the transport",
  upgrade: "the version of HTTP is chosen by --http2",
  "http2-settings": "the version of HTTP is chosen by --http2",
  trailer: "requests have no trailers",
  "proxy-authorization": "user and password of a proxy are given in --proxy http://USER:PASSWORD@HOST:PORT",
};

/**
 * The headers of every request to a server. A key comes only from the variable that the user names, so that it is
 * never sent to another host than it was meant for; user and password of a URL go to the server of that URL alone.
 *
 * @param url the URL of the server; null for a model in this process
 * @throws usage error when that variable holds no key, a header is given twice, or one would break the request
 */
export function requestHeaders(
  { header, apiKeyEnv }: Pick<RunOptions, "header" | "apiKeyEnv">,
  url: URL | null,
  { env }: Pick<Host, "env">,
): Record<string, string> {
  const headers = header.map((line): [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  for (const [name, value] of headers) refuseHeader(name, value);
  const names = headers.map(([name]) => name.toLowerCase());
  const twice = headers.find(([name], at) => names.indexOf(name.toLowerCase()) < at);
  if (twice !== undefined)
    throw usageError(
      `--header ${twice[0]} is given twice, and a request would carry only one of them`,
      "write both values into one header, with a comma between them, or leave one out",
    );
  const credentials = url === null ? null : credentialsOf(url);
  const ways = [
    ...(names.includes("authorization") ? ["--header Authorization"] : []),
    ...(apiKeyEnv === undefined ? [] : ["--api-key-env"]),
    ...(credentials === null ? [] : ["the user and password in --url"]),
  ];
  if (ways.length > 1)
    throw usageError(`${ways.join(" and ")} say the same thing twice`, "leave all but one of them out");
  if (credentials !== null) headers.push(["Authorization", basicAuthorization(credentials)]);
  if (apiKeyEnv !== undefined) headers.push(["Authorization", `Bearer ${keyIn(env, apiKeyEnv)}`]);
  return Object.fromEntries(headers);
}

function refuseHeader(name: string, value: string): void {
  if (value === LEFT_OUT)
    throw usageError(
      `--header ${name} has "…" in place of its value, which a result leaves out because it may be a secret`,
      "write the value of the header",
    );
  const reason = OF_THE_TRANSPORT[name.toLowerCase()];
  if (reason !== undefined)
    throw usageError(`--header ${name} would break the requests: ${reason}`, "leave it out");
  if (name.toLowerCase() === "connection" && !/^(close|keep-alive)$/i.test(value))
    throw usageError(
      "--header Connection takes close or keep-alive: anything else changes what the connection is for",
      "leave it out",
    );
}

/** The key in an environment variable. The name is not repeated: it may be the key itself, given by mistake. */
function keyIn(env: Host["env"], name: string): string {
  const key = Object.hasOwn(env, name) ? (env[name]?.trim() ?? "") : "";
  keepSecret([key]);
  if (!/^[\x21-\x7e]+$/.test(key))
    throw usageError(
      `the variable that --api-key-env names ${key === "" ? "is not set" : "holds characters that no header can"}`,
      "give the name of the variable, and put the key into it",
    );
  return key;
}
