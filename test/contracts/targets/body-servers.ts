import { join } from "node:path";
import { json } from "../../targets/fake-server.ts";
import { serveProto } from "../../targets/grpc-server.ts";
import { bodyOf, overGrpc, overHttp, REFUSAL } from "./good-server.ts";

// Servers of which only the user knows what they take: a body is given.

const DIGIT = json({ label: 3, scores: [0.25, 0.75] });
const LOST_PATH = { name: "/lost", given: { path: "/lost" } };

const PREDICT = "POST /predict";
const ENDPOINT = {
  routes: { [PREDICT]: DIGIT },
  load: PREDICT,
  // As FastAPI writes an error down.
  refusal: json({ detail: REFUSAL }),
  lost: LOST_PATH,
};
export const HTTP_JSON = [
  overHttp({
    ...ENDPOINT,
    way: "without --check",
    given: { path: "/predict", bodies: bodyOf("[1,2]") },
  }),
  overHttp({
    ...ENDPOINT,
    way: "text, without --check",
    routes: { [PREDICT]: { body: "a tiger cat" } },
    given: { path: "/predict", bodies: bodyOf("[1,2]") },
    looksWhole: {
      why: "without --check an answer of any length and of any bytes is good where the first was no JSON",
      at: () => true,
    },
  }),
  overHttp({
    ...ENDPOINT,
    way: "with --check",
    given: { path: "/predict", bodies: bodyOf("[1,2]"), check: "$.label" },
  }),
] as const;

export const RAY_SERVE = [
  overHttp({
    way: "with --check",
    given: { bodies: bodyOf("[1,2]"), check: "$.label" },
    routes: {
      "GET /-/healthz": { body: "success" },
      "GET /-/routes": json({ "/": "digits" }),
      "POST /": DIGIT,
    },
    load: "POST /",
    // As its proxy writes an exception of an application down.
    refusal: { body: REFUSAL },
    lost: LOST_PATH,
  }),
] as const;

const PREDICTIONS = "POST /predictions/m";
const TORCHSERVE = {
  given: { model: "m", bodies: bodyOf("[1,2]") },
  load: PREDICTIONS,
  refusal: json({ code: 500, type: "InternalServerException", message: REFUSAL }),
  lost: { name: "lost", given: { model: "lost" } },
};
const HEALTHY = json({ status: "Healthy" });

export const TORCHSERVE_HTTP = [
  overHttp({ ...TORCHSERVE, way: "JSON", routes: { "GET /ping": HEALTHY, [PREDICTIONS]: DIGIT } }),
  overHttp({
    ...TORCHSERVE,
    way: "text",
    routes: { "GET /ping": HEALTHY, [PREDICTIONS]: { body: "a tiger cat" } },
    looksWhole: {
      why: "a handler may answer with any text: where a text ends, nothing says",
      at: () => true,
    },
  }),
] as const;

const fixture = (name: string) => join(import.meta.dirname, "../../targets", name);

export const TORCHSERVE_GRPC = [
  overGrpc({
    way: "JSON",
    given: TORCHSERVE.given,
    calls: ["Ping", "Predictions"],
    load: "Predictions",
    // It says of every fault that it is internal.
    lost: { name: "lost", given: { model: "lost" } },
    serve: (changes) =>
      serveProto(
        fixture("torchserve_inference.proto"),
        "org.pytorch.serve.grpc.inference.InferenceAPIsService",
        {
          Ping: (_, answer) => answer(null, { health: '{"status": "Healthy"}' }),
          Predictions: ({ request }, answer) =>
            request.model_name === "m"
              ? answer(null, { prediction: Buffer.from('{"label": 3}') })
              : answer({ code: 13, details: `Model not found: ${request.model_name}` }),
          ...changes,
        },
      ),
  }),
] as const;

const PROTO = fixture("everything.proto");

export const GRPC = [
  overGrpc({
    way: "a method of its own",
    given: { proto: PROTO, method: "shop.v1.Scorer/Score", bodies: bodyOf('{"values":[1,2]}') },
    calls: ["Score"],
    load: "Score",
    // What is called is the method: here one that the .proto file has, and the server has not.
    lost: { name: "shop.v1.Scorer/Reset", given: { method: "shop.v1.Scorer/Reset", bodies: [] } },
    serve: (changes) =>
      serveProto(PROTO, "shop.v1.Scorer", {
        Score: (_, answer) => answer(null, { score: 2, reasons: ["many", "values"], id: 7 }),
        ...changes,
      }),
  }),
] as const;
