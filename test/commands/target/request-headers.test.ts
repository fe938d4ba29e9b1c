import { expect, it } from "vitest";
import { requestHeaders } from "../../../src/commands/target/request-headers.ts";

const host = { env: { KEY: " sk-1234 ", OPENAI_API_KEY: "sk-mine", EMPTY: " ", ODD: "a\u00e9" } };
const HERE = new URL("http://127.0.0.1:1");
const headersOf = (header: string[], apiKeyEnv?: string, url = HERE) =>
  requestHeaders({ header, apiKeyEnv }, url, host);

it("reads a key from the named variable only, and does not repeat the name, which may be the key itself", () => {
  expect(headersOf(["X-A:  b"])).toEqual({ "X-A": "b" });
  expect(headersOf([], "KEY")).toEqual({ Authorization: "Bearer sk-1234" });
  for (const name of ["EMPTY", "NONE", "constructor"]) {
    expect(() => headersOf([], name)).toThrow(/^the variable that --api-key-env names is not set$/);
  }
  expect(() => headersOf([], "ODD")).toThrow(/no header can/);
});

it("sends user and password of a URL as curl does, percent-decoded, to the server of that URL", () => {
  const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;
  expect(headersOf([], undefined, new URL("http://me:p%40ss%C3%A9:x@h/"))).toEqual({
    Authorization: basic("me:p@ssé:x"),
  });
  expect(headersOf([], undefined, new URL("grpc://token@h:1"))).toEqual({ Authorization: basic("token:") });
  expect(headersOf([], undefined, new URL("http://:only@h"))).toEqual({ Authorization: basic(":only") });
});

it.each<[string[], string | undefined, string]>([
  [["authorization: Basic x"], "KEY", "http://h"],
  [["Authorization: Bearer x"], undefined, "http://me:pw@h"],
  [[], "KEY", "http://me:pw@h"],
])("refuses to be told twice who asks: %j, key %s, %s", (header, apiKeyEnv, url) => {
  expect(() => headersOf(header, apiKeyEnv, new URL(url))).toThrow(
    expect.objectContaining({ exitCode: 2, message: expect.stringContaining("say the same thing twice") }),
  );
});

it.each([
  "Content-Length: 5",
  "content-length: 0",
  "Transfer-Encoding: chunked",
  "Connection: Upgrade",
  "Keep-Alive: 5",
  "Upgrade: h2c",
  "Trailer: X",
  "Proxy-Authorization: Basic abc",
])("refuses a header that would break the requests: %s", (line) => {
  expect(() => headersOf([line])).toThrow(expect.objectContaining({ exitCode: 2 }));
});

it("sends what is the user's to say: Host, and a connection for each request", () => {
  expect(headersOf(["Host: a.example", "Connection: close"])).toEqual({
    Host: "a.example",
    Connection: "close",
  });
});

it("refuses two headers of one name, of which a request would carry one", () => {
  expect(() => headersOf(["X-A: 1", "x-a: 2"])).toThrow(/^--header x-a is given twice/);
});
