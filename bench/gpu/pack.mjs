/**
 * Packs what a Linux x86-64 machine without Node and without a network needs to run bench/gpu/run.mjs into one file,
 * bench/gpu/.pack/plimsoll.tar.xz (about 31 MB): Node, the built package, its dependencies but for ONNX Runtime, the script,
 * and the wheels that `transformers serve` wants. The models of the package stay behind: a GPU's servers have their own.
 *
 *     npm run build && node bench/gpu/pack.mjs
 *
 * There: python3 -m tarfile -e plimsoll.tar.xz DIR && DIR/plimsoll/node DIR/plimsoll/bench/gpu/run.mjs --help
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const target = join(root, "bench/gpu/.pack");
const work = mkdtempSync(join(tmpdir(), "plimsoll-pack-"));
const box = join(work, "plimsoll");
const call = (command, args, options = {}) =>
  execFileSync(command, args, { stdio: ["ignore", "pipe", "inherit"], encoding: "utf8", ...options });

try {
  packagePublished();
  productionDependencies();
  script();
  node();
  wheels();
  const files = filesOf(box);
  writeFileSync(join(box, "MANIFEST.json"), manifest(files));
  mkdirSync(target, { recursive: true });
  const archive = join(target, "plimsoll.tar.xz");
  call("tar", ["-cJf", archive, "-C", work, "plimsoll"], { env: { ...process.env, XZ_OPT: "-9" } });
  cpSync(join(box, "MANIFEST.json"), join(target, "MANIFEST.json"));
  const [packed, plain] = [statSync(archive).size, files.reduce((sum, { bytes }) => sum + bytes, 0)];
  console.log(`${archive}: ${megabytes(packed)}, ${megabytes(plain)} when unpacked, ${files.length} files`);
} finally {
  rmSync(work, { recursive: true });
}

/** The files that npm would publish. */
function packagePublished() {
  const name = call("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", work], {
    cwd: root,
  }).trim();
  call("tar", ["-xzf", join(work, name), "-C", work]);
  renameSync(join(work, "package"), box);
  rmSync(join(box, "models"), { recursive: true });
}

function productionDependencies() {
  cpSync(join(root, "package-lock.json"), join(box, "package-lock.json"));
  call("npm", ["ci", "--silent", "--ignore-scripts", "--omit=dev", "--omit=optional"], { cwd: box });
}

function script() {
  const filter = (path) => !/\.pack|__pycache__/.test(path);
  // They stand beside the package's own package.json, so `plimsoll` and `plimsoll/internal` are found there too.
  for (const folder of ["bench/gpu", "bench/lib"])
    cpSync(join(root, folder), join(box, folder), { recursive: true, filter });
}

function node() {
  cpSync(process.execPath, join(box, "node"));
  call("strip", [join(box, "node")]);
}

function wheels() {
  const platforms = ["manylinux2014_x86_64", "manylinux_2_17_x86_64", "manylinux_2_28_x86_64"];
  call("python3", [
    ...["-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:", "--python-version", "3.12"],
    ...platforms.flatMap((platform) => ["--platform", platform]),
    ...["-r", join(root, "bench/gpu/wheels.txt"), "-d", join(box, "wheels")],
  ]);
}

function filesOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: path.slice(folder.length + 1), bytes: statSync(path).size }));
}

/** Size and SHA-256 of each file; the dependencies are those of package-lock.json, and stand as one line. */
function manifest(files) {
  const dependencies = files.filter(({ path }) => path.startsWith("node_modules/"));
  const listed = files
    .filter((file) => !dependencies.includes(file))
    .map(({ path, bytes }) => ({ path, bytes, sha256: sha256Of(join(box, path)) }));
  const together = {
    files: dependencies.length,
    bytes: dependencies.reduce((sum, { bytes }) => sum + bytes, 0),
  };
  return `${JSON.stringify({ node: process.version, node_modules: together, files: listed }, null, 1)}\n`;
}

function sha256Of(path) {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}

function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
