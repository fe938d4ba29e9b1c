/**
 * A server whose service time is known and can be made worse: it holds each request for so long, and so many at once, the others wait in their
 * order. Service times differ by up to a quarter. Its process does nothing else.
 *
 *     node slow-server.mjs --port PORT [--ms 100] [--slots 48] [--slower 1.05] [--tail 0.01] [--cap 300]
 *
 * --slower: factor on every service time. --tail: share of requests that take three times as long. --cap: most requests begun in a second.
 */
import { createServer } from "node:http";
import { parseArgs } from "node:util";
import { createRng } from "plimsoll/internal";

const TAIL_TIMES = 3;
const SPREAD = 0.25;
const { values } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    ms: { type: "string", default: "100" },
    slots: { type: "string", default: "48" },
    slower: { type: "string", default: "1" },
    tail: { type: "string", default: "0" },
    cap: { type: "string", default: "Infinity" },
  },
});
const port = Number(values.port);
const ms = Number(values.ms);
const slots = Number(values.slots);
const slower = Number(values.slower);
const tail = Number(values.tail);
const cap = Number(values.cap);
// Each process draws other service times, as each start of a server meets another machine.
const chance = createRng(process.pid, "service");
const waiting = [];
let busy = 0;
let mayBeginMs = 0;

function next() {
  while (busy < slots && waiting.length > 0) {
    const response = waiting.shift();
    busy++;
    const nowMs = performance.now();
    mayBeginMs = Math.max(nowMs, mayBeginMs + 1000 / cap);
    const times = chance() < tail ? TAIL_TIMES : 1;
    const serviceMs = ms * slower * times * (1 + SPREAD * (2 * chance() - 1));
    // Timers count whole milliseconds: a fraction is one more in as many cases.
    const sleepMs = Math.floor(mayBeginMs - nowMs + serviceMs + chance());
    setTimeout(() => {
      busy--;
      response.end("{}");
      next();
    }, sleepMs);
  }
}

const server = createServer((request, response) => {
  request.resume();
  waiting.push(response);
  next();
});
server.listen(port, "127.0.0.1", () => {
  const address = server.address();
  process.send?.(typeof address === "object" && address !== null ? address.port : 0);
});
process.on("disconnect", () => process.exit());
