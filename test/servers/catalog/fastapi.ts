import { jsonApi } from "./json-api.ts";
import type { ServerRow } from "./server-row.ts";

export const fastapi: ServerRow = {
  name: "fastapi",
  title: "FastAPI on uvicorn",
  tier: "ci",
  package: "fastapi",
  command: ({ scripts, port }) => [
    ...["uvicorn", "app:app", "--app-dir", scripts, "--host", "127.0.0.1", "--port", `${port("http")}`],
    "--no-access-log",
  ],
  ready: { port: "http", path: "/healthz" },
  speaks: [jsonApi(/^uvicorn$/)],
};
