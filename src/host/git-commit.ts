import { readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const SHA = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

/**
 * The Git commit that is checked out in a folder or above it, read from the files of the repository; null where there is none. Git itself is not
 * run: it need not be installed, and may refuse folders of other users.
 */
export function commitAt(folder: string): string | null {
  try {
    const git = gitFolderOf(folder);
    return git === null ? null : commitOf(git);
  } catch {
    return null; // a repository that cannot be read tells nothing
  }
}

/** The folder in which Git keeps the state of a checkout; that of a worktree is named in a file. */
function gitFolderOf(folder: string): string | null {
  const path = join(folder, ".git");
  const entry = statSync(path, { throwIfNoEntry: false });
  if (entry?.isDirectory()) return path;
  if (entry?.isFile()) {
    const [, named] = /^gitdir: (.+)$/m.exec(readFileSync(path, "utf8")) ?? [];
    return named === undefined ? null : resolve(folder, named);
  }
  const above = dirname(folder);
  return above === folder ? null : gitFolderOf(above);
}

function commitOf(git: string): string | null {
  const head = readFileSync(join(git, "HEAD"), "utf8").trim();
  const [, ref] = /^ref: (\S+)$/.exec(head) ?? [];
  if (ref === undefined) return SHA.test(head) ? head : null;
  const common = textOf(join(git, "commondir"));
  const shared = common === null ? git : resolve(git, common);
  const loose = textOf(join(git, ref)) ?? textOf(join(shared, ref));
  const found = loose ?? packed(textOf(join(shared, "packed-refs")) ?? "", ref);
  return found !== null && SHA.test(found) ? found : null;
}

function packed(refs: string, ref: string): string | null {
  const line = refs.split("\n").find((one) => one.endsWith(` ${ref}`));
  return line?.split(" ")[0] ?? null;
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return null;
  }
}
