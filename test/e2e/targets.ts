import { createServer as createHttpServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer as createNetServer, type Server, type Socket } from "node:net";
import { onTestFinished } from "vitest";

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A real HTTP server on a free port, closed after the test. */
export async function httpServer(listener: RequestListener): Promise<string> {
  const server = createHttpServer(listener);
  server.keepAliveTimeout = 60_000;
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return listen(server);
}

/** A real TCP server on a free port that does what `talk` says with each connection. */
export async function tcpServer(talk: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createNetServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {}); // resets are what some of these servers are for
    talk(socket);
  });
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return listen(server);
}

/** A port where nobody listens. */
export async function deadUrl(): Promise<string> {
  const server = createNetServer();
  const url = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return url;
}
