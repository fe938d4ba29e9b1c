import { createJiti } from "jiti";

const jiti = createJiti(import.meta.url);
/** @type {typeof import("../../test/servers/real-server.ts")} */
export const { startServer } = await jiti.import("../../test/servers/real-server.ts");
/** @type {typeof import("../../test/servers/catalog/index.ts")} */
const catalog = await jiti.import("../../test/servers/catalog/index.ts");
const { SERVERS } = catalog;

/** @param {string} name */
export function rowOf(name) {
  const row = SERVERS.find((one) => one.name === name);
  if (row === undefined)
    throw new Error(`no real server is called ${name}: ${SERVERS.map((one) => one.name).join(", ")}`);
  return row;
}

/**
 * Starts a real server that `npm run test:servers` has installed.
 * @param {string} name
 */
export function startReal(name) {
  return startServer(rowOf(name));
}
