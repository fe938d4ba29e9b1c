import { targetError } from "../core/errors.ts";
import { formatDurationMs } from "../core/units.ts";
import type { ServerContext } from "./server-context.ts";

/** The settings with which a server runs a model. A setting that is left out stays as it is. */
export interface ServerSettings {
  /** The most items in a dynamic batch. */
  readonly maxBatch?: number | undefined;
  /** The longest wait for a larger batch, ms. */
  readonly maxDelayMs?: number | undefined;
  readonly instances?: number | undefined;
}

/** The API of a server for changing the settings of the model that the context names, or of its only model. */
export interface SettingsApi {
  /**
   * Reads the current settings of the model as plain JSON, for `apply`; null from a server without such an API.
   *
   * @throws target error when the server does not have the model
   */
  read(context: ServerContext): Promise<unknown>;
  /**
   * Sets the model up as it was `before`, with these settings changed; without settings it restores the model.
   * Resolves when the model is ready and the server reports the settings.
   *
   * @throws target error otherwise, which names the setting
   */
  apply(context: ServerContext, before: unknown, settings: ServerSettings): Promise<void>;
}

/** The longest time to load a model, ms: a large model takes minutes. */
export const LOAD_LIMIT_MS = 600_000;

const WORDS: { readonly [Name in keyof ServerSettings]-?: (value: number) => string } = {
  maxBatch: (items) => `a max batch of ${items}`,
  maxDelayMs: (delayMs) => `a max delay of ${formatDurationMs(delayMs)}`,
  instances: (count) => `${count} instances`,
};

/** Compares the settings that a server reports with those asked for. @throws target error for the first difference */
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
      `model "${model}" on ${origin} was set to ${words(wanted)}, and ${is === undefined ? "does not report it" : `has ${words(is)}`}`,
      "choose values that the server can take, or look at its log",
    );
  }
}
