// Stands in for session-worker.js: answers the first run of each thread, dies at the second.
import { parentPort } from "node:worker_threads";

let runs = 0;
parentPort?.on("message", (command) => {
  if (command.kind === "close") return parentPort?.close();
  if (++runs === 2) process.exit(3);
  parentPort?.postMessage({
    kind: "done",
    id: command.id,
    outputs: command.inputs,
    startedMs: 0,
    endedMs: 1,
  });
});
const io = [{ name: "x", datatype: "UINT8", shape: [-1] }];
parentPort?.postMessage({ kind: "ready", metadata: { inputs: io, outputs: io } });
