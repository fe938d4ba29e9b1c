// Does `plimsoll history` find the change points that Apache Otava finds in the same series?
//
//   python3 -m venv .venv/otava && .venv/otava/bin/pip install apache-otava==0.8.0
//   npm run bench:otava -- [PYTHON] [SERIES] [--write]
//
// Made-up series of 60 results each, with noise of 2 % of their level, SERIES (100) of each kind. Ours is the product's own (`changePoints`, alpha 1 %,
// 199 permutations, stretches of at least 3). Otava's side is the algorithm of Matteson & James as its package has it (`compute_change_points_orig`,
// 100 permutations, p ≤ 0.01). "found": every true
// change has a point within one result of it. "false": a point that is further than one result from every true change, or, without a change,
// any point. Seeds are fixed on our side. With --write the table goes into docs/history.md.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { changePoints, createRng, normal } from "plimsoll/internal";

const words = process.argv.slice(2);
const PYTHON = words.find((word) => !/^\d+$|^--/.test(word)) ?? ".venv/otava/bin/python";
const SERIES = Number(words.find((word) => /^\d+$/.test(word)) ?? 100);
const PAGE = new URL("../../docs/history.md", import.meta.url);
const LENGTH = 60;
const NOISE = 0.02;
const RULE = { alpha: 0.01, permutations: 199, fewest: 3 };

/**
 * @typedef {import("plimsoll/internal").Rng} Rng
 * @typedef {{ name: string, truth: number[], make: (rng: Rng) => number[] }} Kind
 */

/** @param {Rng} rng @param {(i: number) => number} level @param {(rng: Rng) => number} [noise] */
const around = (rng, level, noise = normal) =>
  Array.from({ length: LENGTH }, (_, i) => 100 * level(i) * (1 + NOISE * noise(rng)));

/** @type {Kind[]} */
const KINDS = [
  { name: "no change", truth: [], make: (rng) => around(rng, () => 1) },
  {
    name: "no change, 8 % of results slower by Exp(15 %)",
    truth: [],
    make: (rng) => around(rng, () => (rng() < 0.08 ? 1 - 0.15 * Math.log(1 - rng()) : 1)),
  },
  {
    name: "no change, noise that lasts (AR 0.6)",
    truth: [],
    make(rng) {
      let last = normal(rng);
      return around(
        rng,
        () => 1,
        () => {
          last = 0.6 * last + 0.8 * normal(rng);
          return last;
        },
      );
    },
  },
  { name: "+3 % from the 31st on", truth: [30], make: (rng) => around(rng, (i) => (i < 30 ? 1 : 1.03)) },
  { name: "+5 % from the 31st on", truth: [30], make: (rng) => around(rng, (i) => (i < 30 ? 1 : 1.05)) },
  { name: "+10 % from the 31st on", truth: [30], make: (rng) => around(rng, (i) => (i < 30 ? 1 : 1.1)) },
  { name: "+10 % in the last 5", truth: [55], make: (rng) => around(rng, (i) => (i < 55 ? 1 : 1.1)) },
  {
    name: "+10 % from the 21st to the 40th",
    truth: [20, 40],
    make: (rng) => around(rng, (i) => (i >= 20 && i < 40 ? 1.1 : 1)),
  },
];

const PROGRAM = `
import json, sys
import numpy as np
from otava.analysis import compute_change_points_orig
out = []
for i, series in enumerate(json.load(sys.stdin)):
    original, _ = compute_change_points_orig(np.array(series), max_pvalue=0.01, seed=i)
    out.append([int(c.index) for c in original])
json.dump(out, sys.stdout)
`;

/** @param {number[]} points @param {number[]} truth */
function judged(points, truth) {
  const isNear = (/** @type {number} */ a) => (/** @type {number} */ b) => Math.abs(a - b) <= 1;
  return {
    found: truth.length > 0 && truth.every((at) => points.some(isNear(at))),
    false: points.some((point) => !truth.some(isNear(point))),
  };
}

const series = KINDS.flatMap(({ name, make }) =>
  Array.from({ length: SERIES }, (_, i) => make(createRng(i, name))),
);
const ours = series.map((values, i) =>
  changePoints(values, RULE, createRng(i, "permutations")).map(({ at }) => at),
);
const theirs = /** @type {number[][]} */ (
  JSON.parse(
    execFileSync(PYTHON, ["-c", PROGRAM], {
      input: JSON.stringify(series),
      encoding: "utf8",
      maxBuffer: 1e9,
    }),
  )
);

/** @param {number} count */
const percent = (count) => `${((100 * count) / SERIES).toFixed(0)} %`;

const rows = KINDS.map(({ name, truth }, k) => {
  const of = (/** @type {(i: number) => number[]} */ points) => {
    const all = Array.from({ length: SERIES }, (_, i) => judged(points(k * SERIES + i), truth));
    const found = percent(all.filter((one) => one.found).length);
    const wrong = percent(all.filter((one) => one.false).length);
    return truth.length === 0 ? `– / ${wrong}` : `${found} / ${wrong}`;
  };
  const same = Array.from({ length: SERIES }, (_, i) => k * SERIES + i).filter(
    (i) => JSON.stringify(ours[i]) === JSON.stringify(theirs[i]),
  ).length;
  return `| ${name} | ${of((i) => ours[i] ?? [])} | ${of((i) => theirs[i] ?? [])} | ${percent(same)} |`;
});
const table = [
  "| series | ours: found / false | Otava's: found / false | both alike |",
  "| --- | --- | --- | --- |",
  ...rows,
].join("\n");
const note = `${SERIES} series of each kind.`;
console.log(`${table}\n\n${note}`);
if (words.includes("--write")) {
  const page = readFileSync(PAGE, "utf8");
  const [begin, end] = ["<!-- otava -->", "<!-- end of otava -->"];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new RangeError("docs/history.md has no place for the table");
  writeFileSync(PAGE, `${page.slice(0, from) + begin}\n${table}\n\n${note}\n${page.slice(to)}`);
}
