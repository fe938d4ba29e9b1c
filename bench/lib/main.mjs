import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const packageFile = new URL("../../package.json", import.meta.url);
const { bin } = JSON.parse(readFileSync(packageFile, "utf8"));

/** Path of the program that users start as `plimsoll`, for scripts that drive the real command line. */
export const MAIN = fileURLToPath(new URL(bin.plimsoll, packageFile));
