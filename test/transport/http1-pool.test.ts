import { createServer, type RequestListener } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import { openAsking } from "./asking.ts";
import { deadAddress, listen, listenRaw, type TestServer } from "./raw-server.ts";

async function closing(server: Promise<TestServer>): Promise<TestServer> {
  const listening = await server;
  onTestFinished(() => listening.close());
  return listening;
}

const serve = (answer: RequestListener) => closing(listen(createServer(answer)));
/** Says which of the server's connections a request came over. */
const nameConnection =
  (server: () => TestServer): RequestListener =>
  (request, response) => {
    response.end(String(server().sockets.indexOf(request.socket)));
  };

describe("warm", () => {
  it("opens as many connections as are missing, and requests use them", async () => {
    const server = await serve((_, response) => response.end("ok"));
    const { transport, ask } = openAsking("1.1", server.address);
    await transport.warm(3);
    await transport.warm(3);
    await Promise.all([ask().ended, ask().ended, ask().ended]);
    expect(server.sockets).toHaveLength(3);
    await transport.warm(5);
    await expect.poll(() => server.sockets).toHaveLength(5);
  });

  it("returns when there is no connection to be had; the next request says why", async () => {
    const { address } = await deadAddress();
    const { transport, ask } = openAsking("1.1", address);
    await transport.warm(2);
    expect(await ask().ended).toMatch(/^refused: /);
  });
});

describe("a request", () => {
  it("takes the connection that was used last, and opens one when none is free", async () => {
    const server: TestServer = await serve(nameConnection(() => server));
    const { ask } = openAsking("1.1", server.address);
    const first = [ask(), ask(), ask()];
    await Promise.all(first.map(({ ended }) => ended));
    expect(server.sockets).toHaveLength(3);
    const used = new Set<string>();
    for (let i = 0; i < 5; i++) {
      const asked = ask();
      await asked.ended;
      used.add(new TextDecoder().decode(asked.response?.body));
    }
    expect(used.size).toBe(1);
    expect(server.sockets).toHaveLength(3);
  });

  it("does not take a connection that the server closed while it was idle", async () => {
    const server = await serve((_, response) => response.end("ok"));
    const { transport, ask } = openAsking("1.1", server.address);
    await transport.warm(2);
    await expect.poll(() => server.sockets).toHaveLength(2);
    for (const socket of server.sockets) socket.destroy();
    await expect.poll(() => server.sockets.every((socket) => socket.closed)).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await ask().ended).toBe("200 2");
    expect(server.sockets).toHaveLength(3);
  });

  it("that is aborted says nothing more and takes its connection with it", async () => {
    const server = await serve((request, response) => {
      if (request.url === "/hang") response.write("some");
      else response.end("ok");
    });
    const { ask } = openAsking("1.1", server.address);
    const asked = ask({ path: "/hang" });
    await expect.poll(() => asked.told).toEqual(["bytes"]);
    asked.abort();
    expect(await ask().ended).toBe("200 2");
    expect(asked.told).toEqual(["bytes"]);
    expect(server.sockets).toHaveLength(2);
    await expect.poll(() => server.sockets[0]?.closed).toBe(true);
  });

  it("has the parts of its answer told as they come, and the rest of an error whole", async () => {
    const server = await serve(async (request, response) => {
      if (request.url === "/bad") response.statusCode = 500;
      response.write("one");
      await new Promise((resolve) => setTimeout(resolve, 20));
      response.end("two");
    });
    const { ask } = openAsking("1.1", server.address, true);
    const good = ask();
    expect(await good.ended).toBe("200 6");
    expect(good.told).toEqual(["bytes", "part one", "bytes", "part two", "200 6"]);
    expect(good.response?.body).toHaveLength(0);
    const bad = ask({ path: "/bad" });
    expect(await bad.ended).toBe("500 6");
    expect(bad.response?.body).toHaveLength(6);
    expect(bad.told).toEqual(["bytes", "500 6"]);
  });
});

it("closes all its connections, idle or busy, without a word", async () => {
  const server = await closing(listenRaw(() => {}));
  const { transport, ask } = openAsking("1.1", server.address);
  await transport.warm(3);
  const asked = ask();
  transport.close();
  await expect.poll(() => server.sockets.every((socket) => socket.closed)).toBe(true);
  expect(asked.told).toEqual([]);
});

it("after a streamed answer a connection rests, so that a server may close it without a word, as llama.cpp does", async () => {
  const stream = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n";
  const answered = new Set<object>();
  const server = await closing(
    listenRaw((socket) => {
      if (answered.has(socket)) return;
      answered.add(socket);
      socket.write(stream);
      setTimeout(() => socket.end(), 5);
    }),
  );
  const { ask } = openAsking("1.1", server.address, true);
  for (let request = 0; request < 5; request++) expect(await ask().ended).toBe("200 2");
  expect(server.sockets).toHaveLength(5);
});

it("a connection that rested is used again", async () => {
  const server = await serve((_, response) => response.end("hi"));
  const { ask } = openAsking("1.1", server.address, true);
  await ask().ended;
  await new Promise((resolve) => setTimeout(resolve, 100));
  await ask().ended;
  expect(server.sockets).toHaveLength(1);
});

it("says what a request waits for: an answer that does not end, or a server that serves one connection at a time", async () => {
  let requests = 0;
  const server = await closing(
    listenRaw((socket) => {
      requests++;
      if (requests === 1) socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
      else if (requests < 4) socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no");
    }),
  );
  const { ask } = openAsking("1.1", server.address);
  await ask().ended;
  const [onUsed, onNew] = [ask(), ask()];
  await expect.poll(() => [onUsed.told, onNew.told]).toEqual([["bytes"], ["bytes"]]);
  const begun = "the answer had begun, and had not ended by then";
  expect([onUsed.stalled(), onNew.stalled()]).toEqual([begun, begun]);
  const unheard = ask();
  await expect.poll(() => requests).toBe(4);
  expect(unheard.stalled()).toMatch(/^no byte came on a connection that was new .* one connection at a time/);
});
