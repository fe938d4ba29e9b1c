/**
 * Unary calls at a constant rate with grpc-js, as a load generator built on it would send them: from an absolute
 * schedule, over several connections in turn.
 *
 *     node grpc-js-unary.mjs HOST:PORT RATE CONNECTIONS SECONDS
 */
import { rankOf } from "plimsoll/internal";
import { requirePeer } from "./program.mjs";

const { Client, credentials } = requirePeer("@grpc/grpc-js");
const METHOD = "/inference.GRPCInferenceService/ModelInfer";
// ModelInferRequest {model_name: "null", inputs: [{name: "in", datatype: "FP32", shape: [1]}], raw_input_contents: [0]}
const REQUEST = Buffer.concat([
  Buffer.from("\x0a\x04null\x2a\x0d\x0a\x02in\x12\x04FP32\x1a\x01\x01"),
  Buffer.from([0x3a, 4, 0, 0, 0, 0]),
]);
const pass = (bytes) => bytes;

const [address = "", ...numbers] = process.argv.slice(2);
const [ratePerSec = 0, connections = 0, seconds = 0] = numbers.map(Number);
const clients = Array.from(
  { length: connections },
  () => new Client(address, credentials.createInsecure(), { "grpc.use_local_subchannel_pool": 1 }),
);
await Promise.all(
  clients.map((client) => new Promise((ready) => client.waitForReady(Date.now() + 10_000, ready))),
);

const total = ratePerSec * seconds;
const latenciesMs = [];
const startMs = performance.now();
let sent = 0;

function send() {
  const due = Math.min(total, Math.floor(((performance.now() - startMs) * ratePerSec) / 1000) + 1);
  while (sent < due) call(sent++);
  if (sent < total) setTimeout(send, startMs + (sent * 1000) / ratePerSec - performance.now());
}

function call(index) {
  const intendedMs = startMs + (index * 1000) / ratePerSec;
  clients[index % connections].makeUnaryRequest(METHOD, pass, pass, REQUEST, (error) => {
    if (error) throw error;
    latenciesMs.push(performance.now() - intendedMs);
    if (latenciesMs.length === total) report();
  });
}

function report() {
  const elapsedS = (performance.now() - startMs) / 1000;
  latenciesMs.sort((a, b) => a - b);
  const at = (percentile) => latenciesMs[rankOf(percentile, total) - 1];
  console.log(
    JSON.stringify({ requests: total, ratePerSec: total / elapsedS, p50Ms: at(50), p99Ms: at(99) }),
  );
  for (const client of clients) client.close();
}

send();
