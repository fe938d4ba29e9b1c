// How often does the gate fail a real server that is no other than its baseline, and how often does it find one that is slower?
//
//   npm run bench:gate-real -- --part record|gates|whole|slowdowns|table [--server sleep|embedded] [--seconds 5] [--pairs 20]
//                              [--gates 20] [--only NAME] [--minutes 9] [--out FOLDER] [--write]
//
// record     records pairs of runs of one and the same server in the order ABBA, each run of a fresh process, both of a pair with the same requests:
//            20 pairs are 40 runs, of 1 s of warm-up and SECONDS each (5 minutes)
// gates      makes 10 000 gates of these by relabelling: which pairs, in which order, and which run is the candidate's, all by chance. A second
//            row pairs any two runs by chance, whose requests then differ, as a gate never does: so noise is larger than a gate's
// whole      runs GATES whole gates of two servers that are alike, by the command line
// slowdowns  records as many pairs of a candidate whose server is worse in a known way (--only NAME for one of them), and resamples gates of them
// table      prints all that is there, beside what the recorded runs of servers that are alike predict, were each differing by the known factor
//
// The servers (slow-server.mjs) hold 48 requests at once for 75 to 125 ms each, at 336 requests per second (Poisson), 70 % of what they take;
// --server embedded records Plimsoll's own server with its model instead, which cannot be slowed. Each part goes on where it was, and ends after MINUTES;
// its exit code is 75 where it is to be started again. Nothing else may run meanwhile. --write puts the table into docs/gate.md.
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { EFFECTS } from "./effects.mjs";
import { writeTable } from "./real-table.mjs";
import { recordedPairs, recordPairs } from "./recorded-pairs.mjs";
import { wholeGates } from "./whole-gates.mjs";

/** The exit code of a part that is to be started again (EX_TEMPFAIL). */
const AGAIN = 75;

const { values } = parseArgs({
  options: {
    part: { type: "string" },
    server: { type: "string", default: "sleep" },
    seconds: { type: "string", default: "5" },
    pairs: { type: "string", default: "20" },
    gates: { type: "string", default: "20" },
    only: { type: "string" },
    minutes: { type: "string", default: "9" },
    out: { type: "string", default: join(tmpdir(), "plimsoll-gate-real") },
    write: { type: "boolean", default: false },
  },
});
const { part, only, out, server } = values;
if (server !== "sleep" && server !== "embedded")
  throw new RangeError(`--server ${server}: sleep or embedded`);
const recording = {
  kind: /** @type {"sleep" | "embedded"} */ (server),
  seconds: Number(values.seconds),
  pairs: Number(values.pairs),
  folder: out,
  untilMs: Date.now() + 60_000 * Number(values.minutes),
};
const ALIKE = join(out, `alike-${server}.json`);
/** @param {string} name */
const fileOf = (name) => join(out, `${name}.json`);

let isDone = true;
if (part === "record") isDone = await recordPairs(ALIKE, { name: `alike, ${server}` }, recording);
else if (part === "whole") isDone = await wholeGates(out, Number(values.gates), recording);
else if (part === "slowdowns") {
  if (only !== undefined && !(only in EFFECTS))
    throw new RangeError(`--only ${only}: ${Object.keys(EFFECTS).join(", ")}`);
  for (const [name, effect] of Object.entries(EFFECTS))
    if (isDone && (only === undefined || only === name))
      isDone = await recordPairs(fileOf(name), { name, ...effect }, { ...recording, kind: "sleep" });
} else if (part === "gates" || part === "table") {
  const alike = ["sleep", "embedded"].map(
    (kind) => /** @type {const} */ ([kind, recordedPairs(join(out, `alike-${kind}.json`))]),
  );
  const slower =
    part === "gates"
      ? []
      : Object.keys(EFFECTS).map((name) => /** @type {const} */ ([name, recordedPairs(fileOf(name))]));
  writeTable({ alike, slower, folder: out, isWritten: values.write });
} else throw new RangeError("--part record, gates, whole, slowdowns or table");
if (!isDone) {
  console.error(`the ${values.minutes} minutes are over: start it again to go on`);
  process.exitCode = AGAIN;
}
