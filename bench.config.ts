import { defineConfig } from "plimsoll";

/** What `plimsoll` does with no arguments: a bursty half minute against the embedded server. */
export default defineConfig({
  scenario: "fraud-check-burst",
});
