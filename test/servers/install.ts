import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { ServerRow } from "./catalog/server-row.ts";

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, "../..");
/** A compiler on two cores may need half an hour. */
const LIMIT_MS = 60 * 60_000;

/** Installed with its version, or the reason why not, in one line. */
export type Installed = { readonly version: string } | { readonly reason: string };

export const venvOf = ({ name, folder = name }: ServerRow) => join(ROOT, ".venv/servers", folder);
export const scriptsOf = ({ name, folder = name }: ServerRow) => join(ROOT, "test/servers/python", folder);

/** Makes the virtual environment of a row, unless it was made from the same files before. */
export async function install(row: ServerRow): Promise<Installed> {
  const venv = venvOf(row);
  const requirements = join(scriptsOf(row), "requirements.txt");
  const script = join(scriptsOf(row), "install.sh");
  const files = [requirements, script].filter((file) => existsSync(file));
  const hash = createHash("sha256");
  for (const file of files) hash.update(readFileSync(file));
  const madeFrom = hash.digest("hex");
  const stamp = join(venv, "made-from.sha256");
  try {
    if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== madeFrom) {
      rmSync(venv, { recursive: true, force: true });
      const [python = "python3", ...args] = row.venvCommand ?? ["python3", "-m", "venv"];
      await inVenv(venv, python, [...args, venv]);
      // Compiled when first imported: the servers import a fraction of what they install.
      const quietly = ["-q", "--disable-pip-version-check", "--no-compile"];
      await inVenv(venv, "pip", ["install", ...quietly, "-r", requirements]);
      if (files.includes(script)) await inVenv(venv, "bash", ["-euo", "pipefail", script]);
      writeFileSync(stamp, madeFrom);
    }
    const ask = `import importlib.metadata as m; print(m.version("${row.package}"))`;
    return { version: (await inVenv(venv, "python", ["-c", ask])).trim() };
  } catch (error) {
    return { reason: lastLine(error) };
  }
}

async function inVenv(venv: string, program: string, args: readonly string[]): Promise<string> {
  const { stdout } = await run(program, args, {
    cwd: existsSync(venv) ? venv : ROOT,
    env: { ...process.env, PATH: `${join(venv, "bin")}:${process.env.PATH}`, ROOT },
    maxBuffer: 2 ** 28,
    timeout: LIMIT_MS,
  });
  return stdout;
}

/** pip, compilers and Python say last what went wrong. */
function lastLine(error: unknown): string {
  const { stderr = "", message = String(error) } = error as { stderr?: string; message?: string };
  const lines = (stderr.trim() || message).split("\n").filter((line) => !line.startsWith("[notice]"));
  return (lines.at(-1) ?? message).trim();
}
