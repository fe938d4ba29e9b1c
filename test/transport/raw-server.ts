import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { NetworkAddress } from "../../src/core/address.ts";

export interface TestServer {
  readonly address: NetworkAddress;
  /** As a Host header names it. */
  readonly host: string;
  /** Sockets that were accepted, in order. */
  readonly sockets: readonly Socket[];
  close(): Promise<void>;
}

/** Listens on 127.0.0.1, on a free port unless one is named. */
export async function listen(server: Server, onPort = 0): Promise<TestServer> {
  const sockets: Socket[] = [];
  server.on("connection", (socket: Socket) => {
    sockets.push(socket);
    socket.on("error", () => {});
  });
  server.listen(onPort, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    address: { hostname: "127.0.0.1", port },
    host: `127.0.0.1:${port}`,
    sockets,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** A server of bare bytes: `onRequest` is called with each piece that arrives. */
export function listenRaw(onRequest: (socket: Socket, bytes: Buffer) => void): Promise<TestServer> {
  return listen(
    createServer({ noDelay: true }, (socket) => {
      socket.on("data", (bytes: Buffer) => onRequest(socket, bytes));
    }),
  );
}

/** An address where nothing listens: it was free a moment ago. */
export async function deadAddress(): Promise<TestServer> {
  const server = await listenRaw(() => {});
  await server.close();
  return server;
}
