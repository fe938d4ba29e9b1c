import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { usageError } from "../core/errors.ts";

/** The file name of the result document in a folder. */
export const RESULT_FILE = "result.json";

/** A folder for results. Every file that `write` makes is either complete or missing. */
export class ResultFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Makes the folder and, if named, a folder in it. @throws usage error when it cannot be made */
  protected make(inner = ""): void {
    try {
      mkdirSync(join(this.path, inner), { recursive: true });
    } catch (error) {
      throw usageError(`folder ${this.path} cannot be made: ${reasonOf(error)}`, "choose another --out");
    }
  }

  /**
   * Writes a file and returns its path. The text goes to a temporary file that is then renamed, so that a reader
   * never sees half a file.
   *
   * @throws usage error when writing fails, as on a full disk; an earlier file is then unchanged
   */
  write(name: string, text: string): string {
    const path = join(this.path, name);
    const partPath = `${path}.tmp`;
    try {
      writeFileSync(partPath, text);
      renameSync(partPath, path);
    } catch (error) {
      rmSync(partPath, { force: true });
      throw usageError(
        `${path} cannot be written: ${reasonOf(error)}`,
        "free space, or choose another --out",
      );
    }
    return path;
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
