import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

const VERSIONS = `
import importlib.metadata as m, json, platform
found = {"python": platform.python_version()}
for name in ("torch", "torchvision", "transformers", "aiohttp", "nvidia-cudnn-cu13"):
    try: found[name] = m.version(name)
    except m.PackageNotFoundError: pass
print(json.dumps(found))`;

/** What the figures were measured on. A program that is not there leaves its part out. */
export function writeFingerprint(folder, about) {
  const textOf = (command, args) => spawnSync(command, args, { encoding: "utf8" }).stdout || null;
  const versions = textOf(process.env.PLIMSOLL_PYTHON ?? "python3", ["-c", VERSIONS]);
  const gpu = textOf("nvidia-smi", ["-q"]);
  const facts = {
    ...about,
    kernel: textOf("uname", ["-a"])?.trim() ?? null,
    cpu: textOf("lscpu", [])?.match(/^Model name:\s*(.*)$/m)?.[1] ?? null,
    gpus: textOf("nvidia-smi", ["-L"])?.trim().split("\n") ?? [],
    driver: gpu?.match(/^Driver Version\s*:\s*(.*)$/m)?.[1] ?? null,
    node: process.version,
    versions: versions === null ? {} : JSON.parse(versions),
  };
  writeFileSync(join(folder, "fingerprint.json"), `${JSON.stringify(facts, null, 2)}\n`);
  if (gpu !== null) writeFileSync(join(folder, "nvidia-smi.txt"), gpu);
}
