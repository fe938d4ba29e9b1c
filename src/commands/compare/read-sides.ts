import { existsSync } from "node:fs";
import { relative, resolve } from "node:path";
import type { GivenSide, NamedDocument } from "../../compare/side.ts";
import { usageError } from "../../core/errors.ts";
import { isFolderOfResults, readEach, resultFilesIn, type SkippedFile } from "../../store/find-results.ts";
import { readResultFile } from "../../store/result-file.ts";

/** A side that was read, with the files that stood among its results and are none. */
export interface ReadSide extends GivenSide {
  readonly skipped: readonly SkippedFile[];
}

/** The most results of all sides: each is held whole, to be drawn. */
const MOST_RESULTS = 200;

/**
 * Reads the sides of a comparison, each written as benchstat has it, `[name=]path[,path…]`: a path is a result, its folder, or a folder of such
 * folders, whose results are repetitions.
 *
 * @throws usage error where something that was named is no result, or a folder has none
 */
export function readSides(given: readonly string[], cwd: string): ReadSide[] {
  const sides = given.map((text) => {
    const { label, paths } = spelled(text, cwd);
    const read = paths.map((path) => readPath(path, cwd));
    return {
      label,
      documents: read.flatMap(({ documents }) => documents),
      skipped: read.flatMap(({ skipped }) => skipped),
    };
  });
  const count = sides.reduce((sum, { documents }) => sum + documents.length, 0);
  if (count > MOST_RESULTS)
    throw usageError(
      `${count} results are more than the ${MOST_RESULTS} that are compared at once`,
      "name fewer, or look at their trend with plimsoll history",
    );
  return sides;
}

/** The name and the paths of a side. A path that is there counts as it stands, also with a comma or a = in it. */
function spelled(text: string, cwd: string): { label: string; paths: string[] } {
  const isThere = (path: string) => existsSync(resolve(cwd, path));
  if (isThere(text)) return { label: text, paths: [text] };
  const [, name, rest] = /^([^=/]+)=(.*)$/s.exec(text) ?? [];
  const list = rest ?? text;
  const paths =
    list.trim() !== "" && isThere(list) ? [list] : list.split(",").filter((path) => path.trim() !== "");
  if (paths.length === 0)
    throw usageError(
      `"${text}" names no result`,
      "write a path, or name=path, with several paths between commas",
    );
  return { label: name ?? list, paths };
}

function readPath(path: string, cwd: string): { documents: NamedDocument[]; skipped: SkippedFile[] } {
  const absolute = resolve(cwd, path);
  const named = (file: string) => relative(cwd, file) || file;
  if (!isFolderOfResults(absolute))
    return { documents: [{ name: path, document: readResultFile(absolute) }], skipped: [] };
  const { kept, skipped } = readEach(resultFilesIn(absolute, false), ({ name, document }) => ({
    name: named(name),
    document,
  }));
  if (kept.length > 0)
    return { documents: kept, skipped: skipped.map(({ name, why }) => ({ name: named(name), why })) };
  const [first] = skipped;
  throw usageError(
    `folder ${path} holds no result${first === undefined ? "" : `: ${first.why}`}`,
    "give a result.json, the folder that holds it, or a folder of such folders",
  );
}
