/**
 * An HTTP server that answers every GET after a fixed delay and stamps, on CLOCK_MONOTONIC, when each request
 * arrived and when its answer was written. `GET /stamps` gives the stamps, in order of arrival, and forgets them.
 *
 *     node bench/truth-server.mjs DELAY_MS      prints its port
 */
import { createServer } from "node:http";

const delayMs = Number(process.argv[2]);
let stamps = [];

const server = createServer((request, response) => {
  if (request.url === "/stamps") {
    response.end(JSON.stringify(stamps));
    stamps = [];
    return;
  }
  const stamp = [String(process.hrtime.bigint()), null];
  stamps.push(stamp);
  setTimeout(() => {
    stamp[1] = String(process.hrtime.bigint());
    response.end("ok");
  }, delayMs);
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.on("disconnect", () => process.exit());
