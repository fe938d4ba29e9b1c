import { DIGIT } from "./digit.ts";
import type { ServerRow, Spoken } from "./server-row.ts";

const app: Omit<Spoken, "target" | "names" | "wrong"> = {
  protocol: "JSON",
  port: "http",
  path: "/digits/predict",
  flags: ["--body", JSON.stringify({ image: [DIGIT] })],
};

export const rayServe: ServerRow = {
  name: "ray-serve",
  title: "Ray Serve",
  tier: "all",
  package: "ray",
  command: ({ scripts, port }) => ["python", `${scripts}/app.py`, `${port("http")}`],
  env: ({ work }) => ({
    // Where Ray keeps the token of its cluster, and where its sockets and logs.
    HOME: work,
    RAY_TMPDIR: work,
    // Despite its name: off, every process of Ray listens on loopback, on Linux too.
    RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER: "0",
  }),
  ready: { port: "http", path: "/digits/healthz" },
  speaks: [
    {
      ...app,
      target: "ray-serve",
      names: { server: /^Ray Serve$/, model: null },
      wrong: {
        path: "/letters/predict",
        says: /no application at \/letters\/predict: its routes are \/digits/,
      },
    },
    {
      ...app,
      target: "http-json",
      names: { server: /^uvicorn$/, model: null },
      wrong: { path: "/digits/classify", says: /POST \/digits\/classify with status 404 and ".*Not Found/ },
    },
  ],
};
