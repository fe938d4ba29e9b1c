/**
 * The adaptive search on a real server whose surface is known: it sleeps. `max batch` requests are asleep at once, each for
 * a + c·max batch ms, with a and c of its precision, so N in flight are answered at min(N, b) ÷ s(b), after s(b)·max(1, N/b). The best point
 * is worked out from that, and the search must find it.
 *
 *     npm run build && node bench/sweep/sleep-server.mjs [LIMIT_MS=60] [FOLDER]
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MAIN } from "../lib/main.mjs";
import { portOf } from "../lib/port.mjs";

const PRECISIONS = { fp32: [10, 3], fp16: [20, 1.9], int8: [34, 1.2] };
const BATCHES = [1, 2, 4, 8, 16, 32];
const LOADS = [1, 4, 8, 16, 32];
const [limitMs = "60", folder = join(tmpdir(), `plimsoll-sleep-${process.pid}`)] = process.argv.slice(2);

const sleepMs = (precision, batch) => PRECISIONS[precision][0] + PRECISIONS[precision][1] * batch;

let set = { precision: "fp32", batch: 1 };
let asleep = 0;
const queue = [];
function next() {
  while (asleep < set.batch && queue.length > 0) {
    const response = queue.shift();
    asleep++;
    setTimeout(
      () => {
        asleep--;
        response.end('{"ok":true}');
        next();
      },
      sleepMs(set.precision, set.batch),
    );
  }
}
const server = createServer((request, response) => {
  if (request.url?.startsWith("/set")) {
    const { searchParams } = new URL(request.url, "http://localhost");
    set = { precision: searchParams.get("precision") ?? "", batch: Number(searchParams.get("batch")) };
    response.end();
    return;
  }
  request.resume();
  queue.push(response);
  next();
});
await once(server.listen(0, "127.0.0.1"), "listening");
const url = `http://127.0.0.1:${portOf(server)}`;

const grid = Object.keys(PRECISIONS).flatMap((precision) =>
  BATCHES.flatMap((batch) =>
    LOADS.map((load) => {
      const ms = sleepMs(precision, batch);
      const latencyMs = ms * Math.max(1, load / batch);
      return { precision, batch, load, latencyMs, perSec: (1000 * Math.min(load, batch)) / ms };
    }),
  ),
);
const best = grid.filter(({ latencyMs }) => latencyMs < Number(limitMs)).sort((a, b) => b.perSec - a.perSec);

const hook = `${process.execPath} -e "fetch('${url}/set?precision='+process.env.PLIMSOLL_PRECISION+'&batch='+process.env.PLIMSOLL_MAX_BATCH)"`;
const axes = [
  "--precision",
  Object.keys(PRECISIONS).join(),
  "--max-batch",
  BATCHES.join(),
  "--concurrency",
  LOADS.join(),
];
const about = [
  "--url",
  url,
  "--target",
  "http-json",
  "--body",
  "{}",
  "--hook",
  hook,
  "--accuracy",
  "any",
  "--goal",
  "throughput",
];
const time = ["--slo", `p95<=${limitMs}ms`, "--duration", "10s", "--warmup", "500ms", "--cooldown", "0ms"];
const child = spawn(
  process.execPath,
  [MAIN, "sweep", "--adaptive", ...axes, ...about, ...time, "--out", folder],
  {
    stdio: ["ignore", "ignore", "inherit"],
  },
);
const code = await new Promise((resolve) => child.once("close", resolve));
server.close();
server.closeAllConnections();
const result = JSON.parse(readFileSync(join(folder, "result.json"), "utf8"));
console.log(`${result.answer}\n${result.search.stopReason}\nexit code ${code}`);
for (const { precision, batch, load, perSec, latencyMs } of best.slice(0, 3))
  console.log(
    `known: ${precision}, max batch ${batch}, ${load} in flight: ${perSec.toFixed(0)}/s at ${latencyMs.toFixed(1)} ms`,
  );
const { point = {} } = result.best ?? {};
const [known] = best;
const right =
  known !== undefined &&
  point.precision === known.precision &&
  Number(point.maxBatch) === known.batch &&
  Number(point.concurrency) === known.load;
console.log(right ? "exactly right" : "WRONG");
