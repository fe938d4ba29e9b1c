import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { reporters } from "../reporters.ts";

/** Against other people's implementations, in Python: `npm run test:interop` makes their environment first. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL("../..", import.meta.url)),
    include: ["test/interop/**/*.interop.test.ts"],
    ...reporters("interop"),
    testTimeout: 120_000,
  },
});
