import { fastapi } from "./fastapi.ts";
import type { ServerRow } from "./server-row.ts";

/** Every real server that can be had from package registries. A new one: its file, its folder, its line here. */
export const SERVERS: readonly ServerRow[] = [fastapi];
