import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { reporters } from "../reporters.ts";
import { parseAsked } from "./asked.ts";

const LONGEST_START_MS = 300_000;

/** Against real servers of other people: `npm run test:servers -- [--all] [--record] [NAME…]`. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL("../..", import.meta.url)),
    include: ["test/servers/**/*.servers.test.ts"],
    reporters: ["verbose"],
    ...reporters("servers"),
    globalSetup: "test/servers/install-all.ts",
    provide: { asked: parseAsked(process.argv) },
    testTimeout: 60_000,
    hookTimeout: LONGEST_START_MS,
  },
});
