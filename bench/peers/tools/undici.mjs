import { probePackage, script } from "./program.mjs";

export const undici = {
  name: "undici",
  probe: () => probePackage("undici"),
  closed: ({ url, connections, seconds }) => ({
    command: [process.execPath, script("undici-dispatch.mjs"), url, `${connections}`, `${seconds}`],
    parse: (stdout) => JSON.parse(stdout),
  }),
};
