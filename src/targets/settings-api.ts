import { targetError } from "../core/errors.ts";
import { formatDurationMs } from "../core/units.ts";
import type { ServerContext } from "./server-context.ts";

/** How a server runs a model, as far as it can be changed from outside; what is left out stays as it is. */
export interface ServerSettings {
  /** Most items in a dynamic batch. */
  readonly maxBatch?: number | undefined;
  /** Longest wait for a fuller batch. */
  readonly maxDelayMs?: number | undefined;
  readonly instances?: number | undefined;
}

/** A server's own way to change how it runs the model that the context names, or its only one. */
export interface SettingsApi {
  /**
   * How the model is set up now, as plain JSON, for `apply`; null from a server that has no such API.
   * @throws target error for a model that is not there
   */
  read(context: ServerContext): Promise<unknown>;
  /**
   * Sets the model up as it was `before`, but for these settings: without any it is put back. Returns when the model is
   * ready, and the server says that it is set up so. @throws target error otherwise, which names what was asked for
   */
  apply(context: ServerContext, before: unknown, settings: ServerSettings): Promise<void>;
}

/** A large model takes minutes to load. */
export const LOAD_LIMIT_MS = 600_000;

const WORDS: { readonly [Name in keyof ServerSettings]-?: (value: number) => string } = {
  maxBatch: (items) => `a max batch of ${items}`,
  maxDelayMs: (delayMs) => `a max delay of ${formatDurationMs(delayMs)}`,
  instances: (count) => `${count} instances`,
};

/** @throws target error for a setting that did not take */
export function refuseOther(
  { origin }: ServerContext,
  model: string,
  asked: ServerSettings,
  found: ServerSettings,
): void {
  for (const [name, words] of Object.entries(WORDS) as [keyof ServerSettings, (value: number) => string][]) {
    const [wanted, is] = [asked[name], found[name]];
    if (wanted === undefined || wanted === is) continue;
    throw targetError(
      `model "${model}" on ${origin} was to have ${words(wanted)}, and has ${is === undefined ? "none that it tells" : words(is)}`,
      "choose values that the server can take, or look at its log",
    );
  }
}
