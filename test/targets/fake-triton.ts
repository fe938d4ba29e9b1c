import { type Answer, json, MODEL, type Received, type Routes, SERVER, serveRoutes } from "./fake-server.ts";

/** As Triton 2.51 tells of a model whose configuration names neither preferred sizes nor the name of its instances. */
export const CONFIGURATION = {
  name: "m",
  backend: "python",
  max_batch_size: 32,
  dynamic_batching: { preferred_batch_size: [32], max_queue_delay_microseconds: 1000 },
  instance_group: [{ name: "m_0", kind: "KIND_CPU", count: 1 }],
  version_policy: { latest: { num_versions: 1 } },
};
type Configuration = typeof CONFIGURATION;

/** A server that keeps Triton's extensions for configurations and the repository, as Triton 2.51 was seen to. */
export async function startTriton(configuration: object = CONFIGURATION, routes: Routes = {}) {
  const triton = { configuration: configuration as Configuration, loads: 0 };
  const load = ({ body }: Received): Answer => {
    const wanted = JSON.parse(JSON.parse(body.toString()).parameters.config) as Configuration;
    const { max_batch_size: largest, dynamic_batching: batching } = wanted;
    const preferred = batching?.preferred_batch_size ?? [];
    if (preferred.some((size) => size > largest))
      return json({ error: "failed to load 'm', failed to poll from model repository" }, 500);
    triton.loads++;
    const filled = preferred.length > 0 || largest === 0 ? preferred : [largest];
    triton.configuration =
      batching === undefined
        ? wanted
        : { ...wanted, dynamic_batching: { ...batching, preferred_batch_size: filled } };
    return {};
  };
  const server = await serveRoutes({
    "GET /v2": json({ ...SERVER, extensions: ["model_repository", "model_configuration"] }),
    "POST /v2/repository/index": json([{ name: "m", version: "1", state: "READY" }]),
    "GET /v2/models/m": json(MODEL),
    "GET /v2/models/m/ready": {},
    "GET /v2/models/m/config": () => json(triton.configuration),
    "GET /v2/models/x/config": json({ error: "Request for unknown model: 'x' is not found" }, 404),
    "POST /v2/repository/models/m/load": load,
    ...routes,
  });
  return { server, triton };
}
