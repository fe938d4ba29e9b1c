/**
 * Token streams: events per second and client CPU per event, over real sockets, from a server that writes 8 events
 * of about 100 bytes at a time. The path is the product's: connections, HTTP/1.1 reader, events reader,
 * the look at each event and the time of its text.
 *
 *     npm run build && node bench/token-streams.mjs [ROUNDS=5] [SECONDS=3] [STREAMS=64]
 *
 * Server and client are pinned to a core each where `taskset` is there.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { OpenAiStream, openTransport, packRequests, unpackRequests } from "plimsoll/internal";
import { portOf } from "./lib/port.mjs";

const self = fileURLToPath(import.meta.url);
const EVENTS_A_WRITE = 8;

if (process.argv[2] === "server") serve();
else await main();

/** Answers each request with an endless stream: every turn of its loop writes 8 events to each stream. */
function serve() {
  const token = JSON.stringify({
    id: "cmpl-1",
    object: "chunk",
    choices: [{ index: 0, delta: { content: " token" } }],
  });
  const events = `data: ${token.padEnd(92)}\n\n`.repeat(EVENTS_A_WRITE);
  const chunk = Buffer.from(`${Buffer.byteLength(events).toString(16)}\r\n${events}\r\n`);
  const open = new Set();
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on("error", () => {});
    socket.on("close", () => open.delete(socket));
    socket.once("data", () => {
      socket.write(
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n",
      );
      open.add(socket);
    });
  });
  const turn = () => {
    for (const socket of open) if (socket.writableLength === 0) socket.write(chunk);
    setImmediate(turn);
  };
  turn();
  server.listen(0, "127.0.0.1", () => console.log(portOf(server)));
  process.stdin.resume().on("end", () => process.exit());
}

async function main() {
  const [rounds = 5, seconds = 3, streams = 64] = process.argv.slice(2).map(Number);
  const results = [];
  for (let round = 1; round <= rounds; round++) {
    const server = spawn("taskset", ["-c", "0", process.execPath, self, "server"], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const [port] = await once(createInterface({ input: server.stdout }), "line");
    results.push(await measure(Number(port), streams, seconds));
    const { eventsPerSec, cpuNs, eventsPerRead } = results.at(-1);
    console.log(
      `round ${round}  ${Math.round(eventsPerSec)} events/s  ${Math.round(cpuNs)} ns CPU an event  ` +
        `${Math.round(1e9 / cpuNs)} events/s a core  ${eventsPerRead.toFixed(1)} events a read`,
    );
    server.stdin.end();
    await once(server, "close");
  }
  const cpu = results.map(({ cpuNs }) => cpuNs).sort((a, b) => a - b);
  const median = cpu[Math.floor(cpu.length / 2)];
  console.log(`median ${Math.round(1e9 / median)} events/s a core; bar 300000`);
  process.exit();
}

async function measure(port, streams, seconds) {
  const address = { hostname: "127.0.0.1", port };
  const request = { method: /** @type {const} */ ("GET"), path: "/", host: `127.0.0.1:${port}` };
  const [packed] = unpackRequests(packRequests([request], "1.1", address));
  if (packed === undefined) throw new Error("the request was not packed");
  let reads = 0;
  const readers = Array.from({ length: streams }, () => new OpenAiStream());
  const transport = openTransport(
    "1.1",
    address,
    {
      onBytes() {
        reads++;
      },
      onPart(stream, part) {
        readers[stream]?.push(part, performance.now());
      },
      onResponse() {},
      onFailure(_, code, message) {
        throw new Error(`${code}: ${message}`);
      },
    },
    "streamed",
  );
  const sendings = readers.map((_, stream) => transport.send(stream, packed));
  await new Promise((resolve) => setTimeout(resolve, 500));
  const seenSoFar = () => readers.reduce((sum, { events }) => sum + events, 0);
  const before = { events: seenSoFar(), reads, cpu: process.cpuUsage(), at: performance.now() };
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const { user, system } = process.cpuUsage(before.cpu);
  const seen = seenSoFar() - before.events;
  for (const sending of sendings) sending.abort();
  return {
    eventsPerSec: (seen / (performance.now() - before.at)) * 1000,
    cpuNs: ((user + system) * 1000) / seen,
    eventsPerRead: seen / (reads - before.reads),
  };
}
