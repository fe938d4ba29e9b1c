/**
 * A server with a known delay that stamps, on CLOCK_MONOTONIC, when each request arrived and when its answer had been
 * written. Bare sockets, so that its own work does not blur the stamps. The message "stamps" of the parent process
 * gets all stamps in order of arrival, [arrived, answered] in ns, and forgets them.
 *
 *     fork("truth-server.mjs", ["fixed" | "bimodal" | "stall"])      first message: its port
 *
 * fixed: 20 ms. bimodal: 5 ms, every tenth 50 ms. stall: 5 ms, and in 2 s of every 10 s no answer leaves.
 */
import { createServer } from "node:net";
import { portOf } from "./lib/port.mjs";

const answer = Buffer.from("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
let stamps = [];
let arrived = 0;

const DELAYS = {
  fixed: () => 20,
  bimodal: () => (arrived % 10 === 0 ? 50 : 5),
  stall: () => {
    const intoCycleMs = performance.now() % 10_000;
    return intoCycleMs + 5 < 8000 ? 5 : 10_000 - intoCycleMs + 5;
  },
};
const delayMs = DELAYS[process.argv[2]];

const server = createServer({ noDelay: true }, (socket) => {
  socket.on("error", () => {});
  // One request is in flight per connection, and it fits a packet: every chunk is a request.
  socket.on("data", () => {
    const stamp = [String(process.hrtime.bigint()), null];
    stamps.push(stamp);
    arrived++;
    setTimeout(() => {
      socket.write(answer);
      stamp[1] = String(process.hrtime.bigint());
    }, delayMs());
  });
});
server.listen(0, "127.0.0.1", () => process.send?.(portOf(server)));
process.on("message", () => {
  process.send?.(stamps);
  stamps = [];
});
process.on("disconnect", () => process.exit());
