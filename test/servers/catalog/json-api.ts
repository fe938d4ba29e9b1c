import { DIGIT } from "./digit.ts";
import type { Spoken } from "./server-row.ts";

/** POST /predict of one image as {"image": [[…]]}, for servers whose JSON their users design. */
export function jsonApi(server: RegExp): Spoken {
  return {
    target: "http-json",
    protocol: "JSON",
    port: "http",
    path: "/predict",
    flags: ["--body", JSON.stringify({ image: [DIGIT] })],
    names: { server, model: null },
    wrong: { path: "/classify", says: /POST \/classify with status 404 and ".*Not Found/ },
  };
}
