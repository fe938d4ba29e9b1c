import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";

/** The time after which a faulty server answers, ms, when it does. */
export const DELAY_MS = 50;

/** What a server did, by what a client must have seen: good answers, and faults by outcome or failure. */
export type Tally = Record<string, number>;

export interface FaultyServer {
  readonly port: number;
  readonly tally: Tally;
  close(): Promise<void>;
}

/** A kind of fault of connections, with a server that has it. */
export interface ConnectionFault {
  /** What the server does, as the rest of a sentence. */
  readonly does: string;
  /** The faults that a client must count, one for each; the others may only be among them. */
  readonly counted: readonly string[];
  readonly possible?: readonly string[];
  start(): Promise<FaultyServer>;
}

const BODY = '{"ok":1}';
const answer = (head = "", version = "1.1") =>
  `HTTP/${version} 200 OK\r\n${head}Content-Length: ${BODY.length}\r\n\r\n${BODY}`;

/** A request, as the server counts it. */
interface Asked {
  /** The number among all requests, and among those of its connection, from 1. */
  readonly inAll: number;
  readonly onConnection: number;
}

/** What a server does with a request: the function writes, and returns what the client must see. */
type React = (socket: Socket, asked: Asked) => string;

const good = (socket: Socket) => {
  socket.write(answer());
  return "ok";
};
const every = (nth: number, react: React): React => {
  return (socket, asked) => (asked.inAll % nth === 0 ? react(socket, asked) : good(socket));
};

/** Starts a server of bare sockets that reacts to each request after `DELAY_MS`. Requests have no body. */
async function reacting(react: React, onPort = 0): Promise<FaultyServer & { readonly server: Server }> {
  const tally: Tally = {};
  const sockets = new Set<Socket>();
  let inAll = 0;
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    let onConnection = 0;
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    socket.on("data", () => {
      const asked = { inAll: ++inAll, onConnection: ++onConnection };
      setTimeout(() => {
        if (!socket.writable) return;
        const seen = react(socket, asked);
        tally[seen] = (tally[seen] ?? 0) + 1;
      }, DELAY_MS);
    });
  });
  server.listen(onPort, "127.0.0.1");
  await once(server, "listening");
  return {
    server,
    tally,
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of sockets) socket.destroy();
      if (!server.listening) return;
      server.close();
      await once(server, "close");
    },
  };
}

/** A server that goes away a while after its first request, and comes back where `backAfterMs` says so. */
async function going(awayAfterMs: number, backAfterMs: number | null): Promise<FaultyServer> {
  const first = await reacting(good);
  let again: FaultyServer | null = null;
  let isOver = false;
  const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  const goAway = async () => {
    await wait(awayAfterMs);
    await first.close();
    if (backAfterMs === null) return;
    await wait(backAfterMs);
    if (isOver) return;
    again = await reacting((socket) => {
      first.tally.ok = (first.tally.ok ?? 0) + 1;
      return good(socket);
    }, first.port);
  };
  first.server.once("connection", goAway);
  return {
    port: first.port,
    tally: first.tally,
    async close() {
      isOver = true;
      await first.close();
      await again?.close();
    },
  };
}

const GONE = ["refused", "reset", "closed"];

/** Every kind of fault of a connection that a driver must tell as it is, and after which it must go on rightly. */
export const CONNECTION_FAULTS: readonly ConnectionFault[] = [
  {
    does: "announces the end of a connection with every fifth answer",
    counted: [],
    start: () =>
      reacting((socket, { onConnection }) => {
        if (onConnection % 5 !== 0) return good(socket);
        socket.end(answer("Connection: close\r\n"));
        return "ok";
      }),
  },
  {
    does: "closes a connection in silence behind every fifth answer",
    counted: [],
    start: () =>
      reacting((socket, { onConnection }) => {
        good(socket);
        if (onConnection % 5 === 0) setTimeout(() => socket.end(), 1);
        return "ok";
      }),
  },
  {
    does: "speaks HTTP/1.0 and closes behind each answer",
    counted: [],
    start: () =>
      reacting((socket) => {
        socket.end(answer("", "1.0"));
        return "ok";
      }),
  },
  {
    does: "gives answers without a length, which end with their connections",
    counted: [],
    start: () =>
      reacting((socket) => {
        socket.end(`HTTP/1.1 200 OK\r\n\r\n${BODY}`);
        return "ok";
      }),
  },
  {
    does: "resets in the middle of every seventh answer",
    counted: ["reset", "closed"],
    start: () =>
      reacting(
        every(7, (socket) => {
          socket.write(answer().slice(0, -3));
          setTimeout(() => socket.resetAndDestroy(), 5);
          return "reset";
        }),
      ),
  },
  {
    does: "cuts every seventh answer in its middle",
    counted: ["closed"],
    start: () =>
      reacting(
        every(7, (socket) => {
          socket.end(answer().slice(0, -3));
          return "closed";
        }),
      ),
  },
  {
    does: "never gives every tenth answer",
    counted: ["timeout"],
    start: () => reacting(every(10, () => "timeout")),
  },
  {
    does: "sends something else than HTTP instead of every seventh answer",
    counted: ["protocol"],
    start: () =>
      reacting(
        every(7, (socket) => {
          socket.write("SSH-2.0-OpenSSH\r\n\r\n");
          return "protocol";
        }),
      ),
  },
  {
    does: "sends more than it announced with every seventh answer",
    counted: [],
    start: () =>
      reacting(
        every(7, (socket) => {
          socket.write(`${answer()}${answer()} and more`);
          return "ok";
        }),
      ),
  },
  {
    does: "says 503 to every seventh request",
    counted: ["http-status"],
    start: () =>
      reacting(
        every(7, (socket) => {
          socket.write("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\nbusy");
          return "http-status";
        }),
      ),
  },
  {
    does: "sends an interim answer before each",
    counted: [],
    start: () =>
      reacting((socket) => {
        socket.write("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
        return good(socket);
      }),
  },
  {
    does: "goes away for good",
    counted: [],
    possible: GONE,
    start: () => going(800, null),
  },
  {
    does: "is started anew",
    counted: [],
    possible: GONE,
    start: () => going(600, 300),
  },
];
