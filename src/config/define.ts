export { defineConfig } from "./run-options.ts";
