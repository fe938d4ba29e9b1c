import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { type AddressInfo, connect, type Server, type Socket } from "node:net";
import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { GOOD, TRUSTING } from "../transport/tls-authority.ts";
import { type Finished, plimsoll, tempFolder } from "./plimsoll.ts";
import { httpServer } from "./targets.ts";

/** What a request told its server, as a careless one repeats it. */
const toldBy = (request: IncomingMessage, body: string) => ({
  error: { message: `${request.url} ${JSON.stringify(request.headers)} ${body}` },
  detail: Object.values(request.headers).join(" "),
  url: request.url,
  decoded: decodeURIComponent(request.url ?? ""),
  basic: Buffer.from(
    /^Basic (.*)$/.exec(request.headers.authorization ?? "")?.[1] ?? "",
    "base64",
  ).toString(),
});

type Answer = (request: IncomingMessage, response: ServerResponse, body: string, count: number) => void;

interface Seen {
  readonly authorization: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

/** A server that repeats all it was told, and what it was told. */
async function echoing(answer: Answer) {
  const seen: Seen[] = [];
  const url = await httpServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      const { authorization } = request.headers;
      seen.push({ authorization, url: request.url, headers: request.headers });
      answer(request, response, body, seen.length);
    });
  });
  return { url, seen };
}

const inJson: Answer = (request, response, body) => response.end(JSON.stringify(toldBy(request, body)));

const ANSWERS = {
  "repeats it in good answers and refusals": (request, response, body, count) => {
    response.setHeader("server", `echo ${request.headers.authorization ?? ""}`);
    if (count % 2 === 0) response.writeHead(401);
    inJson(request, response, body, count);
  },
  "refuses it at once, behind a long preface": (request, response, body) =>
    response.writeHead(401).end(`${"x".repeat(150)} ${JSON.stringify(toldBy(request, body))}`),
  "ends a stream with it": (request, response, body, count) => {
    response.setHeader("content-type", "text/event-stream");
    const chunk = (delta: object, reason: string | null) =>
      `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: reason }] })}\n\n`;
    response.write(chunk({ content: "hi" }, null));
    if (count === 1) response.end(`${chunk({}, "stop")}data: [DONE]\n\n`);
    else response.end(`data: ${JSON.stringify(toldBy(request, body))}\n\n`);
  },
} satisfies Record<string, Answer>;

/** A secret with characters that JSON, URLs, HTML and shells each write otherwise. */
const secret = fc
  .tuple(
    fc.string({ minLength: 8, maxLength: 40, unit: fc.constantFrom(..."abcDEF0123456789+/=._~-") }),
    fc.constantFrom("", '"', "'", "<", "&", "%", "@", ":", "\\"),
    fc.string({ minLength: 3, maxLength: 20, unit: fc.constantFrom(..."ghiJKL789") }),
  )
  .map((parts) => `S${parts.join("")}`);

/** A secret without what no header of a key can hold. */
const token = fc
  .string({ minLength: 8, maxLength: 80, unit: fc.constantFrom(..."abcDEF0123-._~") })
  .map((s) => `sk-${s}9`);

/** A run in the making: what a user gives, and where. */
interface Given {
  url: string;
  /** Whether the URL is said elsewhere than on the command line. */
  urlIsSaid: boolean;
  readonly args: string[];
  readonly env: Record<string, string>;
  config: object | undefined;
}

interface Place {
  readonly secret: fc.Arbitrary<string>;
  readonly put: (secret: string, given: Given) => void;
}

const withUser = (url: string, user: string) => url.replace("//", `//${user}@`);
const header = (given: Given, line: string) => given.args.push("--header", line);
const PLACES = {
  "the password of --url": {
    secret,
    put: (s, given) => {
      given.url = withUser(given.url, `me:${encodeURIComponent(s)}`);
    },
  },
  "the user of --url": {
    secret,
    put: (s, given) => {
      given.url = withUser(given.url, encodeURIComponent(s));
    },
  },
  "a key in the query": {
    secret,
    put: (s, given) => {
      given.url += `/p?x=1&api_key=${encodeURIComponent(s)}`;
    },
  },
  "a bearer token in --header": {
    secret: token,
    put: (s, given) => header(given, `Authorization: Bearer ${s}`),
  },
  "a header of the user's own": { secret, put: (s, given) => header(given, `X-Mine: ${s}`) },
  "a cookie": { secret: token, put: (s, given) => header(given, `Cookie: a=b; session=${s}`) },
  "--api-key-env": {
    secret: token,
    put: (s, given) => {
      given.args.push("--api-key-env", "MY_KEY");
      given.env.MY_KEY = s;
    },
  },
  PLIMSOLL_URL: {
    secret: token,
    put: (s, given) => {
      given.env.PLIMSOLL_URL = `${given.url}/p?token=${s}`;
      given.urlIsSaid = true;
    },
  },
  PLIMSOLL_HEADER: {
    secret: token,
    put: (s, given) => {
      given.env.PLIMSOLL_HEADER = `X-Mine: a,${s}`;
    },
  },
  "a configuration file": {
    secret: token,
    put: (s, given) => {
      given.config = { url: given.url, header: [`X-Mine: ${s}`] };
      given.urlIsSaid = true;
    },
  },
} satisfies Record<string, Place>;
type PlaceName = keyof typeof PLACES;

/** Everything that a command left: both streams, and all files but the configuration. */
function leftBy({ stdout, stderr }: Finished, folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name !== "bench.config.json" && statSync(join(folder, name)).isFile())
    .map((name) => `\n== ${name}\n${readFileSync(join(folder, name), "utf8")}`);
  return `${stdout}\n${stderr}\n${files.join("")}`;
}

/** All ways in which somebody may have written a secret. */
function formsOf(text: string): string[] {
  const json = JSON.stringify(text).slice(1, -1);
  const html = text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
  const basic = ["", "me"].flatMap((user) => [`${user}:${text}`, `${text}:`]);
  return [
    ...new Set([
      text,
      json,
      JSON.stringify(json).slice(1, -1),
      encodeURIComponent(text),
      html,
      ...basic.map((one) => Buffer.from(one).toString("base64").replace(/=+$/, "")),
    ]),
  ];
}

const SHORT = ["--duration", "500ms", "--warmup", "0s", "--out", "out"];

/** Every place with one server, and the other servers with a place each. A run takes seconds, so places share one where they can. */
const CASES: [places: PlaceName[], behaviour: keyof typeof ANSWERS][] = [
  [
    ["the password of --url", "a key in the query", "a header of the user's own"],
    "repeats it in good answers and refusals",
  ],
  [["the user of --url", "a cookie"], "repeats it in good answers and refusals"],
  [["a bearer token in --header"], "repeats it in good answers and refusals"],
  [["--api-key-env", "PLIMSOLL_URL", "PLIMSOLL_HEADER"], "repeats it in good answers and refusals"],
  [["a configuration file"], "repeats it in good answers and refusals"],
  [["a bearer token in --header"], "refuses it at once, behind a long preface"],
  [["the password of --url"], "ends a stream with it"],
];

test("every place has its run", () => {
  expect(new Set(CASES.flatMap(([places]) => places))).toEqual(new Set(Object.keys(PLACES)));
});

/** A run with secrets in some places, and all that must hold of what it leaves. */
async function leavesNone([names, behaviour]: (typeof CASES)[number]): Promise<void> {
  const what = `${names.join(" and ")}, at a server that ${behaviour}`;
  const cwd = tempFolder();
  const { url, seen } = await echoing(ANSWERS[behaviour]);
  const given: Given = { url, urlIsSaid: false, args: [], env: {}, config: undefined };
  const secrets = names.map((name) => {
    const { secret, put }: Place = PLACES[name];
    const [text = ""] = fc.sample(secret, 1);
    put(text, given);
    return text;
  });
  if (given.config !== undefined) writeFileSync(join(cwd, "bench.config.json"), JSON.stringify(given.config));
  const target = behaviour.includes("stream")
    ? ["--target", "openai-chat", "--model", "m", "--rate", "20"]
    : ["--target", "http-json", "--body", "{}", "--rate", "40"];
  const where = given.urlIsSaid ? [] : ["--url", given.url];
  const args = ["run", "steady", "--json", ...target, ...SHORT, ...where, ...given.args];
  const finished = await plimsoll(args, cwd, given.env);
  const left = leftBy(finished, cwd);
  for (const text of secrets) {
    expect(saidTo(seen), `${what}: the server was told`).toContain(text);
    for (const form of formsOf(text)) {
      const at = left.indexOf(form);
      expect(at, `${what}: ${text} in …${left.slice(Math.max(0, at - 200), at + 100)}`).toBe(-1);
    }
  }
  expect([0, 1, 3, 4], `${what}: ${left.slice(0, 2000)}`).toContain(finished.exitCode);
}

// All at once: a run mostly waits.
test("no secret is in a file or on a stream of a run, wherever it was given and whatever its server repeats", async () => {
  await Promise.all(CASES.map(leavesNone));
});

/** What a server was told, in the clear. */
function saidTo(seen: readonly Seen[]): string {
  const [{ authorization = "", url = "", headers } = {} as Seen] = seen;
  const basic = Buffer.from(authorization.replace("Basic ", ""), "base64").toString();
  return [basic, decodeURIComponent(url), ...Object.values(headers ?? {})].join("\n");
}

test("a sweep stores no secret, and can be resumed once it is told again", async () => {
  const cwd = tempFolder();
  const { url } = await echoing(inJson);
  const args = [
    "sweep",
    "steady",
    "--target",
    "http-json",
    "--body",
    "{}",
    "--duration",
    "300ms",
    "--warmup",
    "0s",
    "--rate",
    "40",
    "--cooldown",
    "0s",
  ];
  const place = [
    "--url",
    `${withUser(url, "me:SECRET123")}/p?sig=SECRET456`,
    "--header",
    "X-Mine: SECRET789",
  ];
  const first = await plimsoll([...args, ...place, "--out", "out"], cwd);
  expect(leftBy(first, cwd)).not.toMatch(/SECRET|bWU6U0VDUkVUMTIz/);
  expect(leftBy(first, cwd)).toContain("…@");
  const without = await plimsoll(["sweep", "--resume", "out", "--header", "X-Mine: SECRET789"], cwd);
  expect([without.exitCode, without.stderr]).toEqual([first.exitCode, expect.any(String)]);
  const again = await plimsoll(["sweep", "--resume", "out", ...place], cwd);
  expect(again.exitCode, again.stderr).toBe(first.exitCode);
});

test("what a result left out is asked for where the result is repeated", async () => {
  const urls = ["http://…@127.0.0.1:1/", "http://me:…@127.0.0.1:1/", "http://127.0.0.1:1/?api_key=…"];
  await Promise.all(
    urls.map(async (url) => {
      const args = ["run", "--target", "http-json", "--url", url];
      const { exitCode, stderr } = await plimsoll(args, tempFolder());
      expect(exitCode).toBe(2);
      expect(stderr).toContain('--url has "…" in place of');
    }),
  );
});

test("user and password of --proxy reach the proxy, and no file", async () => {
  const origin = await echoing((request, response, body) =>
    response.end(JSON.stringify(toldBy(request, body))),
  );
  const asked: (string | undefined)[] = [];
  const proxy = await httpServer((request, response) => {
    asked.push(request.headers["proxy-authorization"]);
    if (request.headers["proxy-authorization"] === undefined) response.writeHead(407).end("who are you?");
    else response.end(JSON.stringify(toldBy(request, "")));
  });
  const cwd = tempFolder();
  const args = [
    "run",
    "steady",
    "--target",
    "http-json",
    "--body",
    "{}",
    "--url",
    origin.url,
    "--rate",
    "20",
    ...SHORT,
  ];
  const plain = await plimsoll([...args, "--proxy", withUser(proxy, "me:SECRET123")], cwd);
  expect(asked[0]).toBe(`Basic ${Buffer.from("me:SECRET123").toString("base64")}`);
  expect(plain.exitCode).not.toBe(4);
  expect(leftBy(plain, cwd)).not.toMatch(/SECRET123|bWU6U0VDUkVUMTIz/);
  expect(leftBy(plain, cwd)).toContain("…@");
});

test("user and password of --proxy open the tunnel to a server with TLS, and reach neither that server nor a file", async () => {
  const told: (string | undefined)[] = [];
  const origin = createSecureServer(GOOD, (request, response) => {
    told.push(request.headers["proxy-authorization"]);
    request.resume().on("end", () => response.end(JSON.stringify(toldBy(request, ""))));
  });
  const asked: (string | undefined)[] = [];
  const proxy = createServer((_, response) => response.writeHead(405).end());
  proxy.on("connect", (request, socket: Socket) => {
    const { "proxy-authorization": authorization } = request.headers;
    asked.push(authorization);
    if (authorization === undefined) {
      socket.end("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    const onward = connect(Number(request.url?.split(":").at(-1)), "127.0.0.1");
    onward.on("connect", () => socket.write("HTTP/1.1 200 OK\r\n\r\n"));
    for (const end of [socket, onward])
      end.on("error", () => {
        socket.destroy();
        onward.destroy();
      });
    socket.pipe(onward).pipe(socket);
  });
  const [originPort, proxyPort] = [await portOf(origin), await portOf(proxy)];
  const cwd = tempFolder();
  writeFileSync(join(cwd, "ca.pem"), TRUSTING.ca ?? "");
  const target = ["--target", "http-json", "--body", "{}", "--url", `https://localhost:${originPort}/x`];
  const args = ["run", "steady", ...target, "--ca", join(cwd, "ca.pem"), "--rate", "40", ...SHORT, "--json"];
  const proxyUrl = (user: string) => `http://${user}127.0.0.1:${proxyPort}`;
  const [good, refused] = await Promise.all([
    plimsoll([...args, "--proxy", proxyUrl("me:SECRET123@")], cwd),
    plimsoll([...args, "--proxy", proxyUrl("")], tempFolder()),
  ]);
  expect(good.exitCode, good.stderr).not.toBe(4);
  const basic = `Basic ${Buffer.from("me:SECRET123").toString("base64")}`;
  expect(new Set(asked)).toEqual(new Set([basic, undefined]));
  expect(told.length).toBeGreaterThan(5);
  expect(told.every((authorization) => authorization === undefined)).toBe(true);
  const left = leftBy(good, cwd);
  expect(left).not.toMatch(/SECRET123|bWU6U0VDUkVUMTIz/);
  expect(left).toContain("…@");
  expect(refused.exitCode).toBe(4);
  expect(refused.stderr).toMatch(/the proxy 127\.0\.0\.1:\d+ refused a tunnel to localhost:\d+ with 407/);
});

async function portOf(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  onTestFinished(() => {
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const MISTAKES: Readonly<Record<string, string[]>> = {
  "a header without a colon": ["--header", "SECRET123"],
  "a header with a line feed": ["--header", "Authorization: Bearer SECRET123\r\nX: y"],
  "a header that was not quoted": ["--header", "Authorization:", "Bearer", "SECRET123"],
  "a key in place of its variable": ["--api-key-env", "sk-SECRET123"],
  "a key that could be a variable": ["--api-key-env", "SECRET123"],
  "a proxy of another kind": ["--proxy", "socks5://me:SECRET123@127.0.0.1:1"],
  "a URL of another kind": ["--url", "ftp://me:SECRET123@127.0.0.1:1"],
  "a URL given twice": ["--url", "http://me:SECRET123@h:1", "--url", "http://me:SECRET123@h:1"],
  "who asks, told twice": ["--url", "http://me:SECRET123@h:1", "--header", "Authorization: Basic SECRET123"],
  "two headers of one name": ["--header", "X-A: SECRET123", "--header", "x-a: SECRET123"],
};

test("no usage error prints a secret", async () => {
  await Promise.all(
    Object.entries(MISTAKES).map(async ([what, args]) => {
      const where = args.includes("--url") ? [] : ["--url", "http://127.0.0.1:1"];
      const { exitCode, stderr, stdout } = await plimsoll(
        ["run", "--target", "http-json", ...where, ...args],
        tempFolder(),
      );
      expect(stdout + stderr, what).not.toContain("SECRET123");
      expect(stderr, what).toMatch(/^plimsoll: .*\n {2}to do: /s);
      expect(exitCode, what).toBe(2);
    }),
  );
});
