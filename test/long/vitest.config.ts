import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { reporters } from "../reporters.ts";

/** Files that take long, wherever they stand: faults of real sockets, and statistics that many simulated runs decide. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL("../..", import.meta.url)),
    include: ["test/**/*.long.test.ts"],
    ...reporters("long"),
    testTimeout: 90_000,
    hookTimeout: 90_000,
    maxWorkers: 3,
  },
});
