import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { NetworkAddress, TlsSettings } from "../../src/core/address.ts";
import type { TestServer } from "./raw-server.ts";

const pem = (name: string) => readFileSync(join(import.meta.dirname, "certificates", `${name}.pem`), "utf8");
const certified = (name: string) => ({ key: pem("server-key"), cert: pem(name) });

/** For `localhost` and `127.0.0.1`. */
export const GOOD = certified("server");
/** Ran out in 2021. */
export const EXPIRED = certified("expired");
/** For `elsewhere.test`. */
export const ELSEWHERE = certified("elsewhere");

/** Trusts the authority that signed all of them. */
export const TRUSTING: TlsSettings = { ca: pem("authority"), verify: true };

/** The way to a test server by the name that its certificate is for. */
export function secured(server: TestServer, tls: TlsSettings = TRUSTING): NetworkAddress {
  return { hostname: "localhost", port: server.address.port, tls };
}
