import { connect, type Socket, type TcpSocketConnectOpts } from "node:net";
import type { NetworkAddress } from "../core/address.ts";

const MAX_HEAD_BYTES = 65_536;

/**
 * Opens a tunnel through an HTTP proxy with CONNECT (RFC 9110 §9.3.6).
 *
 * @param signal closes the tunnel, also while it is being opened
 * @returns the connection to the proxy, which relays every byte to and from `address`
 * @throws Error when the proxy cannot be reached or refuses; its `code` is that of the system, if there is one
 */
export function openTunnel(
  address: NetworkAddress,
  proxy: NonNullable<NetworkAddress["proxy"]>,
  signal: AbortSignal,
): Promise<Socket> {
  const authority = `${address.hostname.includes(":") ? `[${address.hostname}]` : address.hostname}:${address.port}`;
  const where = `the proxy ${proxy.hostname}:${proxy.port}`;
  return new Promise((resolve, reject) => {
    const options = { host: proxy.ip ?? proxy.hostname, port: proxy.port, noDelay: true, signal };
    const socket = connect(options as TcpSocketConnectOpts);
    const fail = (message: string, code?: string) => {
      socket.destroy();
      reject(Object.assign(new Error(`${where} ${message}`), { code }));
    };
    // Both listeners stay when the tunnel is open, without effect: an error without a listener would end the program.
    socket.on("error", (error: NodeJS.ErrnoException) => fail(`failed: ${error.message}`, error.code));
    socket.on("close", () => fail("closed the connection before the tunnel stood"));
    let head = Buffer.alloc(0);
    const read = (chunk: Buffer) => {
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf("\r\n\r\n");
      if (end < 0) {
        if (head.length > MAX_HEAD_BYTES) fail(`refused a tunnel to ${authority} with an endless head`);
        return;
      }
      const status = /^HTTP\/1\.[01] (\d{3})/.exec(head.toString("latin1", 0, 12))?.[1];
      if (!status?.startsWith("2")) {
        fail(`refused a tunnel to ${authority} with ${status ?? "something that is not HTTP"}`);
        return;
      }
      socket.off("data", read);
      socket.pause();
      // A server that speaks first may have sent bytes behind the head.
      if (head.length > end + 4) socket.unshift(head.subarray(end + 4));
      resolve(socket);
    };
    socket.on("data", read);
    const allowed =
      proxy.authorization === undefined ? "" : `Proxy-Authorization: ${proxy.authorization}\r\n`;
    socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${allowed}\r\n`);
  });
}
