import { once } from "node:events";
import { createServer, type Http2Server, type ServerHttp2Stream } from "node:http2";
import { type AddressInfo, connect, type Socket } from "node:net";

const HEADERS = 1;
const RST_STREAM = 3;
const SETTINGS = 4;
const CONTINUATION = 9;

const ACK = 1;
const END_STREAM = 1;
const END_HEADERS = 4;

const HEADER_TABLE_SIZE = 1;

/** `node:http2` (nghttp2) on the other side of a connection whose header blocks the test writes and reads itself. */
export class RawPeer {
  readonly #server: Http2Server;
  readonly #socket: Socket;
  #received = Buffer.alloc(0);
  #block = Buffer.alloc(0);
  #stream = -1;
  #resolve: (block: Uint8Array) => void = () => {};
  #reject: (error: Error) => void = () => {};

  private constructor(server: Http2Server, socket: Socket, tableBytes: number) {
    this.#server = server;
    this.#socket = socket;
    socket.on("data", (bytes) => this.#take(bytes));
    socket.on("close", () => this.#reject(new Error("the server closed the connection")));
    const setting = Buffer.alloc(6);
    setting.writeUInt16BE(HEADER_TABLE_SIZE, 0);
    setting.writeUInt32BE(tableBytes, 2);
    socket.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    socket.write(frame(SETTINGS, 0, 0, setting));
  }

  /** `tableBytes`: what the server's encoder may use. `answer` gets names and values in turns. */
  static async open(
    tableBytes: number,
    answer: (stream: ServerHttp2Stream, rawHeaders: readonly string[]) => void,
  ): Promise<RawPeer> {
    const server = createServer().listen(0, "127.0.0.1");
    // The types lack the fourth argument.
    server.on("stream", (...[stream, , , raw]: [ServerHttp2Stream, unknown, unknown, string[]?]) =>
      answer(stream, raw ?? []),
    );
    await once(server, "listening");
    const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
    await once(socket, "connect");
    return new RawPeer(server, socket, tableBytes);
  }

  /** Sends a request without a body. @returns the header block of its answer */
  ask(block: Uint8Array): Promise<Uint8Array> {
    this.#stream += 2;
    this.#socket.write(frame(HEADERS, END_STREAM | END_HEADERS, this.#stream, block));
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  async close(): Promise<void> {
    this.#socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }

  #take(bytes: Buffer): void {
    this.#received = Buffer.concat([this.#received, bytes]);
    while (this.#received.length >= 9) {
      const end = 9 + this.#received.readUIntBE(0, 3);
      if (this.#received.length < end) return;
      this.#takeFrame(
        this.#received.readUInt8(3),
        this.#received.readUInt8(4),
        this.#received.subarray(9, end),
      );
      this.#received = this.#received.subarray(end);
    }
  }

  #takeFrame(type: number, flags: number, payload: Buffer): void {
    if (type === SETTINGS && flags === 0) this.#socket.write(frame(SETTINGS, ACK, 0, Buffer.alloc(0)));
    if (type === RST_STREAM) this.#reject(new Error(`reset with code ${payload.readUInt32BE(0)}`));
    if (type !== HEADERS && type !== CONTINUATION) return;
    this.#block = Buffer.concat([this.#block, payload]);
    if ((flags & END_HEADERS) === 0) return;
    this.#resolve(this.#block);
    this.#block = Buffer.alloc(0);
  }
}

function frame(type: number, flags: number, stream: number, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}
