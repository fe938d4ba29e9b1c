import { kebab } from "../../config/merge.ts";
import type { RunOptions } from "../../config/run-options.ts";
import { usageError } from "../../core/errors.ts";
import type { TargetKind } from "../../targets/index.ts";
import { TARGETS } from "../../targets/index.ts";
import { TARGET_OPTIONS } from "../../targets/target.ts";

// Options that would do nothing are refused: whoever gave them believes that they did something.

/** Refuses options that no protocol could use here, before any server is asked. @throws usage error */
export function refuseIdleOptions(options: RunOptions): void {
  if (options.target === "onnx") refuseConnectionOptions(options);
  else if (options.url === undefined) {
    const way = ["http2", "ca", "insecure", "proxy"] as const;
    refuse(
      options,
      way,
      "with the embedded server, which is on this machine and speaks HTTP/1.1",
      "name a server with --url",
    );
  } else {
    const embedded = ["precision", "maxBatch", "maxDelayMs", "instances"] as const;
    refuse(
      options,
      embedded,
      "with --url",
      "configure the server itself, or leave out --url to use the embedded one",
    );
  }
  if ((options.url ?? []).length < 2)
    refuse(options, ["balance"], "with one endpoint", "name several, each with --url");
  if (options.body !== undefined) refuse(options, ["inputs"], "with a --body", "put it into the --body");
}

/** Refuses options of the connection to a server for a model in this process. @throws usage error */
function refuseConnectionOptions(options: RunOptions): void {
  const way = [
    "url",
    "balance",
    "http2",
    "ca",
    "insecure",
    "proxy",
    "header",
    "apiKeyEnv",
    "connections",
  ] as const;
  refuse(options, way, "with --target onnx, which runs the model in this process", "leave it out");
  if (options.workers > 1)
    throw usageError(
      `--workers ${options.workers} would load the model into each of them with --target onnx, and each would batch for itself`,
      "leave it out; --instances gives the model more threads",
    );
}

/** Refuses options that this protocol cannot use. @throws usage error */
export function refuseForeignOptions(options: RunOptions, target: TargetKind): void {
  // With a --body, --batch says how many items it holds.
  const takes = [...TARGETS[target].takes, ...(options.body === undefined ? [] : (["batch"] as const))];
  refuse(
    options,
    TARGET_OPTIONS.filter((option) => !takes.includes(option)),
    `with --target ${target}`,
    `leave it out; this target takes ${TARGETS[target].takes.map((option) => `--${option}`).join(", ")}`,
  );
}

function refuse(options: RunOptions, names: readonly (keyof RunOptions)[], when: string, fix: string): void {
  const given = names.filter((name) => isGiven(options[name]));
  const flags = given.map((name) => `--${kebab(name.replace(/Ms$/, ""))}`).join(" and ");
  if (flags !== "") throw usageError(`${flags} would do nothing ${when}`, fix);
}

/** Tells whether an option has another value than when nobody gives it. */
function isGiven(value: RunOptions[keyof RunOptions]): boolean {
  return value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
}
