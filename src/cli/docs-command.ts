import type { CommandModule } from "yargs";
import { writeDocs } from "../commands/write-docs.ts";
import type { Terminal } from "./terminal.ts";

/** The command for contributors that writes the pages which derive from schemas. CI fails when they differ. */
export function docsCommand(terminal: Terminal): CommandModule {
  return {
    command: "docs",
    describe: false,
    handler() {
      for (const path of writeDocs(terminal.host)) terminal.out(`${path}\n`);
    },
  };
}
