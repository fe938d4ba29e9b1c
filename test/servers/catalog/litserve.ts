import { join } from "node:path";
import { jsonApi } from "./json-api.ts";
import type { ServerRow } from "./server-row.ts";

export const litserve: ServerRow = {
  name: "litserve",
  title: "LitServe",
  tier: "ci",
  package: "litserve",
  command: ({ scripts, port }) => ["python", join(scripts, "server.py"), `${port("http")}`],
  ready: { port: "http", path: "/health" },
  speaks: [jsonApi(/^uvicorn$/)],
};
