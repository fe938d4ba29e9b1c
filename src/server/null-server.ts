import { createServer, type Server } from "node:net";

const RESPONSE = Buffer.from("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
const BLANK_LINE = Buffer.from("\r\n\r\n");

/**
 * A server that answers at once, or after a time, so that a measurement against it shows the generator alone. It uses bare sockets:
 * `node:http` would take several times the CPU of the client. It understands requests without a body, also several in
 * one packet or one in several packets.
 */
export function createNullServer(serviceMs = 0): Server {
  return createServer({ noDelay: true }, (socket) => {
    const countRequests = requestCounter();
    socket.on("data", (chunk) => {
      const requests = countRequests(chunk);
      if (requests === 0) return;
      const answer = requests === 1 ? RESPONSE : Buffer.concat(Array(requests).fill(RESPONSE));
      if (serviceMs === 0) socket.write(answer);
      else setTimeout(() => socket.write(answer), serviceMs);
    });
    socket.on("error", () => {}); // a client may disconnect at any time
  });
}

/** Makes a function that counts the requests, without bodies, that each chunk of a connection completes. */
export function requestCounter(): (chunk: Buffer) => number {
  // The last bytes of an unfinished blank line, whose rest comes with the next chunk.
  let held = Buffer.alloc(0);
  return (chunk) => {
    const data = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    let requests = 0;
    let from = 0;
    for (let at = data.indexOf(BLANK_LINE); at >= 0; at = data.indexOf(BLANK_LINE, from)) {
      requests++;
      from = at + BLANK_LINE.length;
    }
    held = Buffer.from(data.subarray(Math.max(from, data.length - BLANK_LINE.length + 1)));
    return requests;
  };
}
