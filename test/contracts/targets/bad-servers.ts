import { createServer } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import { connect, createServer as createTcpServer } from "node:net";
import type { NetworkAddress } from "../../../src/core/address.ts";
import { listen, listenRaw, type TestServer } from "../../transport/raw-server.ts";

/** Servers that speak none of the protocols. */
export const STRANGERS: readonly {
  readonly how: string;
  readonly isSilent?: true;
  start(): Promise<TestServer>;
}[] = [
  { how: "never answers", isSilent: true, start: () => listenRaw(() => {}) },
  { how: "closes at once", start: () => listenRaw((socket) => socket.end()) },
  {
    how: "greets in another protocol",
    start: () => listenRaw((socket) => socket.end("220 mail ESMTP\r\n")),
  },
  {
    how: "answers 404 to all over HTTP/1.1",
    start: () => listen(createServer((_, response) => response.writeHead(404).end("nothing here"))),
  },
  {
    how: "answers 404 to all over HTTP/2",
    start: () => listen(createHttp2Server((_, response) => response.writeHead(404).end("nothing here"))),
  },
];

export interface CuttingProxy extends TestServer {
  /** What the server has said so far on all connections. */
  readonly saidBytes: () => number;
}

/** Hands on so many bytes of what a server says on a connection, and closes it then. */
export async function startCuttingProxy(to: NetworkAddress, bytes: number): Promise<CuttingProxy> {
  let said = 0;
  const proxy = createTcpServer({ noDelay: true }, (client) => {
    let left = bytes;
    const server = connect({ host: to.hostname, port: to.port, noDelay: true });
    client.on("data", (part) => server.write(part));
    client.on("close", () => server.destroy());
    server.on("error", () => {});
    server.on("close", () => client.end());
    server.on("data", (part) => {
      said += part.length;
      if (left > 0) client.write(part.subarray(0, left));
      left -= part.length;
      if (left <= 0) server.destroy();
    });
  });
  return { ...(await listen(proxy)), saidBytes: () => said };
}
