import { jsonApi } from "./json-api.ts";
import type { ServerRow } from "./server-row.ts";

export const bentoml: ServerRow = {
  name: "bentoml",
  title: "BentoML",
  tier: "ci",
  package: "bentoml",
  command: ({ scripts, port }) => [
    ...["bentoml", "serve", "service:Digits", "--working-dir", scripts],
    ...["--host", "127.0.0.1", "--port", `${port("http")}`],
  ],
  ready: { port: "http", path: "/readyz" },
  speaks: [jsonApi(/^BentoML Service\/Digits$/)],
};
