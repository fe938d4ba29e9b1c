import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { usageError } from "../core/errors.ts";

/** The result document of a folder. */
export const RESULT_FILE = "result.json";

/** A folder that results are written into. Every file that `write` makes is whole or not there. */
export class ResultFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Makes the folder and, where it is named, one in it. @throws usage error when it cannot be made */
  protected make(inner = ""): void {
    try {
      mkdirSync(join(this.path, inner), { recursive: true });
    } catch (error) {
      throw usageError(`folder ${this.path} cannot be made: ${reasonOf(error)}`, "choose another --out");
    }
  }

  /**
   * Written beside and renamed, so that a reader never sees half a file. Returns its path.
   *
   * @throws usage error when the disk is full, for example; what was there before is still there then
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
