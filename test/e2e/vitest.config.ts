import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { reporters } from "../reporters.ts";

/** The real command line, in real time: most of it is waiting for runs to end. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL("../..", import.meta.url)),
    include: ["test/e2e/**/*.test.ts"],
    ...reporters("e2e"),
    // Long, because a busy machine is slow; a test that hangs still ends.
    testTimeout: 90_000,
    hookTimeout: 90_000,
    // CI runs on shared machines, whose stalls make real runs INVALID; a second try in a row is not chance. The reporter
    // marks what needed it ("retry x1").
    retry: process.env.CI === undefined ? 0 : 1,
    fileParallelism: true,
    maxWorkers: 2,
  },
});
