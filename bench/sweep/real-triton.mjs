/**
 * A sweep over the settings of a real Triton, changed through its own API, and what it is set to before and after.
 * Needs `npm run test:servers -- triton` once.
 *
 *     npm run build && node bench/sweep/real-triton.mjs FOLDER [flags of plimsoll sweep…]
 */
import { spawnSync } from "node:child_process";
import { MAIN } from "../lib/main.mjs";
import { startReal } from "../servers/start.mjs";

const [folder = "reports/real-triton", ...flags] = process.argv.slice(2);
const axes = ["--max-batch", "1,4,16", "--max-delay", "0ms,5ms", "--instances", "1,2"];
const load = ["--batch", "1", "--concurrency", "8", "--duration", "5s", "--warmup", "1s"];
const server = await startReal("triton");
/**
 * As far as it is read here.
 * @typedef {{ max_batch_size: number, dynamic_batching?: object, instance_group?: { count: number }[] }} TritonConfig
 */
const settings = async () => {
  const response = await fetch(`${server.url("http")}/v2/models/digits/config`);
  const config = /** @type {TritonConfig} */ (await response.json());
  const { max_batch_size, dynamic_batching, instance_group } = config;
  return JSON.stringify({ max_batch_size, dynamic_batching, instances: instance_group?.[0]?.count });
};
try {
  console.log(`before  ${await settings()}`);
  const words = ["sweep", "--url", server.url("http"), ...axes, ...load, ...flags, "--out", folder];
  const { status } = spawnSync(process.execPath, [MAIN, ...words], { stdio: "inherit" });
  console.log(`after   ${await settings()}\nexit code ${status}`);
} finally {
  await server.stop();
}
