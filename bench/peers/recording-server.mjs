/**
 * Answers every request at once and stamps its arrival on CLOCK_MONOTONIC. Started by `startRecordingServer`: its
 * first message is its port; the message "stamps" gets all stamps since the last one, in ns.
 *
 * A request has arrived when the blank line after its head has: several heads may share a chunk, and a head may be
 * split over two. Bodies are skipped, as they hold no blank line in CRLF.
 */
import { createServer } from "node:net";
import { portOf } from "../lib/port.mjs";

const ANSWER =
  'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n{"text":"nil"}';
const BLANK_LINE = Buffer.from("\r\n\r\n");
const CR = 13;

let stamps = new Float64Array(1 << 20);
let count = 0;

function stamp(arrivedNs) {
  if (count === stamps.length) {
    const larger = new Float64Array(2 * count);
    larger.set(stamps);
    stamps = larger;
  }
  stamps[count++] = arrivedNs;
}

const server = createServer({ noDelay: true }, (socket) => {
  let matched = 0;
  socket.on("error", () => {});
  socket.on("data", (chunk) => {
    const arrivedNs = Number(process.hrtime.bigint());
    let heads = 0;
    for (const byte of chunk) {
      if (byte === BLANK_LINE[matched]) matched++;
      else matched = byte === CR ? 1 : 0;
      if (matched < BLANK_LINE.length) continue;
      matched = 0;
      heads++;
      stamp(arrivedNs);
    }
    if (heads > 0) socket.write(heads === 1 ? ANSWER : ANSWER.repeat(heads));
  });
});
server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () => process.send?.(portOf(server)));
process.on("message", () => {
  process.send?.(stamps.slice(0, count));
  count = 0;
});
process.on("disconnect", () => process.exit());
