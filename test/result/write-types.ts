import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { TYPES_PATH, typesFile } from "./types-file.ts";

writeFileSync(join(import.meta.dirname, "../..", TYPES_PATH), typesFile());
