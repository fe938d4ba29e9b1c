import { createJiti } from "jiti";

const jiti = createJiti(import.meta.url);
const { startServer } = await jiti.import("../../test/servers/real-server.ts");
export const { SERVERS } = await jiti.import("../../test/servers/catalog/index.ts");

/** Starts a real server that `npm run test:servers` has installed. */
export function startReal(name) {
  return startServer(SERVERS.find((row) => row.name === name));
}
