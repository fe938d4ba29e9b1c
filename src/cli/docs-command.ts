import type { CommandModule } from "yargs";
import { writeDocs } from "../commands/write-docs.ts";
import type { Terminal } from "./terminal.ts";

/** For contributors: writes the pages that derive from schemas. CI runs it and fails on a difference. */
export function docsCommand(terminal: Terminal): CommandModule {
  return {
    command: "docs",
    describe: false,
    handler() {
      for (const path of writeDocs(terminal.host)) terminal.out(`${path}\n`);
    },
  };
}
