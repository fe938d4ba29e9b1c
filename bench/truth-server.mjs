/**
 * A server that answers every request after a fixed delay and stamps, on CLOCK_MONOTONIC, when each request arrived
 * and when its answer had been written. Bare sockets, so that its own work does not blur the stamps. The message
 * "stamps" of the parent process gets all stamps in order of arrival, [arrived, answered] in ns, and forgets them.
 *
 *     fork("truth-server.mjs", [DELAY_MS])      first message: its port
 */
import { createServer } from "node:net";

const delayMs = Number(process.argv[2]);
const answer = Buffer.from("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
let stamps = [];

const server = createServer({ noDelay: true }, (socket) => {
  socket.on("error", () => {});
  // One request is in flight per connection, and it fits a packet: every chunk is a request.
  socket.on("data", () => {
    const stamp = [String(process.hrtime.bigint()), null];
    stamps.push(stamp);
    setTimeout(() => {
      socket.write(answer);
      stamp[1] = String(process.hrtime.bigint());
    }, delayMs);
  });
});
server.listen(0, "127.0.0.1", () => process.send(server.address().port));
process.on("message", () => {
  process.send(stamps);
  stamps = [];
});
process.on("disconnect", () => process.exit());
