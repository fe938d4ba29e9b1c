import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { reporters } from "./reporters.ts";

export default defineConfig({
  test: {
    root: fileURLToPath(new URL("..", import.meta.url)),
    include: ["test/**/*.test.ts"],
    exclude: [
      ...["e2e", "gpu-script", "browser", "interop", "servers"].map((suite) => `test/${suite}/**`),
      "test/**/*.long.test.ts",
    ],
    ...reporters("default"),
    // Long, because a busy machine is slow; a test that hangs still ends.
    testTimeout: 90_000,
    hookTimeout: 90_000,
    fileParallelism: true,
    // More than the two cores of the machines that this runs on: many tests wait for sockets and timers.
    maxWorkers: 3,
  },
});
