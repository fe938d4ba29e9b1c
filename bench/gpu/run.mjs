/**
 * Evidence from a GPU, in one script: the machine, bursts, a sweep, lengths and token streams against real servers on
 * loopback. docs/gpu.md says how to take it to a machine without a network.
 *
 *     node bench/gpu/run.mjs [PHASE…] --out DIR [--bundle DIR] [--device cuda] [--price 3.5]
 *     node bench/gpu/run.mjs --device cpu --tiny --servers stand-in --out DIR
 *
 * A phase that was done is left alone; one that was cut off goes on. Exit code 1: a phase failed or was cut off.
 */
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { writeFingerprint } from "./fingerprint.mjs";
import { bundleUp, runPhase } from "./phase.mjs";
import { PHASES, plannedS, SIZES, START_S } from "./plan.mjs";
import { servedBy } from "./served.mjs";
import { Servers } from "./servers.mjs";

const PHASE_LIMIT_S = 480;

const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: "string", default: "reports/gpu" },
    bundle: { type: "string" },
    device: { type: "string", default: "cuda" },
    servers: { type: "string", default: "torch" },
    tiny: { type: "boolean", default: false },
    price: { type: "string", default: "3.5" },
    help: { type: "boolean", short: "h", default: false },
  },
});
const size = given.tiny ? SIZES.tiny : SIZES.full;
const phases = positionals.length === 0 ? Object.keys(PHASES) : positionals;

const wrong = [
  ...phases.filter((name) => !(name in PHASES)).map((name) => `no such phase: ${name}`),
  ...(["torch", "stand-in"].includes(given.servers) ? [] : [`no such servers: ${given.servers}`]),
];

if (given.help) console.log(help());
else if (wrong.length > 0) {
  console.error(`${wrong.join("\n")}\n\n${help()}`);
  process.exitCode = 2;
} else process.exitCode = (await measure()) ? 0 : 1;

/** Whether every phase was done. A phase that fails leaves the others. */
async function measure() {
  const out = resolve(given.out);
  mkdirSync(out, { recursive: true });
  const kind = /** @type {"torch" | "stand-in"} */ (given.servers); // others have been refused
  const servers = new Servers({ servers: kind, device: given.device, tiny: given.tiny, out });
  const states = [];
  try {
    for (const name of phases) states.push(await onePhase(name, servers, out));
  } finally {
    await servers.stop();
  }
  console.log(phases.map((name, i) => `${name} ${states[i]}`).join(", "));
  return states.every((state) => state === "done");
}

async function onePhase(name, servers, out) {
  const { server, steps } = PHASES[name];
  const { bundle, price, device, tiny } = given;
  const folder = join(out, name);
  mkdirSync(folder, { recursive: true });
  const begun = Date.now();
  try {
    if (name === "fingerprint") {
      writeFingerprint(folder, { at: new Date().toISOString(), device, tiny, servers: given.servers });
      return "done";
    }
    const served = servedBy(given.servers, await servers.use(server));
    const limitMs = PHASE_LIMIT_S * 1000 - (Date.now() - begun);
    return await runPhase(name, steps(served, size), { out, bundle, price, limitMs });
  } catch (error) {
    console.log(`${name}: ${error instanceof Error ? error.message : error}`);
    return "failed";
  } finally {
    bundleUp(name, out, bundle);
  }
}

function help() {
  const rows = Object.entries(PHASES).map(([name, { title, server }]) => {
    const planned = plannedS(name, servedBy("torch", "URL"), size);
    return { name, title, planned, start: server === null ? 0 : START_S[server] };
  });
  // The phases of one server share its start where they are asked for together.
  const starts = Object.values(START_S).reduce((sum, one) => sum + one, 0);
  const total = rows.reduce((sum, { planned }) => sum + planned, starts);
  return [
    "node bench/gpu/run.mjs [PHASE…] --out DIR [--bundle DIR] [--device cuda|cpu] [--servers torch|stand-in] [--tiny] [--price 3.5]",
    "--servers stand-in: the embedded server and a stream that computes nothing, to try the script itself",
    "",
    `phase        seconds  and for its server, once   what`,
    ...rows.map(
      ({ name, planned, start, title }) =>
        `${name.padEnd(11)} ${planned.toFixed(0).padStart(8)} ${String(start).padStart(27)}   ${title}`,
    ),
    `all together ${total.toFixed(0).padStart(7)}; each phase ends after ${PHASE_LIMIT_S} s whatever it has`,
  ].join("\n");
}
