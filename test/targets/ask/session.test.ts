import { createServer } from "node:http";
import { createServer as createHttp2 } from "node:http2";
import { expect, it, onTestFinished } from "vitest";
import { ExchangeError, Session } from "../../../src/targets/ask/session.ts";
import { listen } from "../../transport/raw-server.ts";

const get = (path: string) => ({ method: "GET" as const, path, host: "test" });

async function sessionWith(timeoutMs: number) {
  let connections = 0;
  const server = createServer((request, response) => {
    if (request.url === "/hang") return;
    if (request.url === "/break") request.socket.destroy();
    else if (request.url === "/last") response.setHeader("Connection", "close").end("last");
    else response.end(request.url);
  });
  server.on("connection", () => connections++);
  const { address } = await listen(server);
  const session = new Session(address, "1.1", timeoutMs);
  onTestFinished(() => session.close());
  const text = async (path: string) => new TextDecoder().decode((await session.exchange(get(path))).body);
  return { session, text, connections: () => connections };
}

it("sends one request after another over one connection", async () => {
  const { text, connections } = await sessionWith(5000);
  expect([await text("/a"), await text("/b"), await text("/c")]).toEqual(["/a", "/b", "/c"]);
  expect(connections()).toBe(1);
});

it("opens a new connection after a failure, after a timeout, and when the server ends one", async () => {
  const { session, text, connections } = await sessionWith(200);
  await expect(session.exchange(get("/break"))).rejects.toMatchObject({ code: "closed" });
  expect(await text("/a")).toBe("/a");
  await expect(session.exchange(get("/hang"))).rejects.toBeInstanceOf(ExchangeError);
  expect(await text("/last")).toBe("last");
  await session.ready();
  expect(await text("/b")).toBe("/b");
  expect(connections()).toBe(4);
});

it("refuses a request that cannot be said in HTTP/2, and goes on", async () => {
  const server = createHttp2().on("stream", (stream) => {
    stream.respond();
    stream.end("fine");
  });
  const { address } = await listen(server);
  const session = new Session(address, "2", 5000);
  onTestFinished(() => session.close());
  const forbidden = { ...get("/"), headers: { Connection: "close" } };
  await expect(session.exchange(forbidden)).rejects.toMatchObject({
    code: "request",
    message: 'HTTP/2 forbids the header "Connection: close"',
  });
  expect((await session.exchange(get("/"))).bodyBytes).toBe(4);
});
