import { usageError } from "../../core/errors.ts";
import { readDocument } from "../autoscalers/manifest/documents.ts";
import type { AppliedForm, AppliedSettings, FleetToApply } from "./applied-form.ts";
import { deployment } from "./deployment.ts";
import { rayServeConfig } from "./ray-serve-config.ts";
import { torchserveConfig } from "./torchserve-config.ts";
import { tritonConfig } from "./triton-config.ts";

/** Every form of files in which settings of servers are applied. A new one needs its file and its line here. */
export const APPLIED_FORMS: readonly AppliedForm[] = [
  deployment,
  tritonConfig,
  torchserveConfig,
  rayServeConfig,
];

/**
 * Reads settings as they are applied to servers: Triton's `config.pbtxt`, `model-config.yaml` of TorchServe, a config file of Ray Serve, a Deployment.
 *
 * @param source what messages call the text: the name of its file, whose end tells a `.pbtxt`
 * @throws usage error for another form, and for what is wrong in it
 */
export function readAppliedSettings(text: string, source: string): AppliedSettings {
  const fields = source.endsWith(".pbtxt") ? null : readDocument(text, source);
  const form = APPLIED_FORMS.find(({ recognises }) => recognises(source, fields));
  if (form !== undefined) return form.read(text, source);
  throw usageError(
    `${source} is none of the settings that are read`,
    `name a file of ${APPLIED_FORMS.map(({ title }) => title).join(", ")}`,
  );
}

/** A file with settings to apply. */
export interface AppliedFile {
  readonly file: string;
  readonly title: string;
  readonly text: string;
}

/** The settings of a fleet, in every form that servers of its kind take. */
export function writeAppliedSettings(fleet: FleetToApply): AppliedFile[] {
  return APPLIED_FORMS.filter(({ serves }) => serves.includes(fleet.batcher)).map(
    ({ file, title, write }) => ({
      file,
      title,
      text: write(fleet),
    }),
  );
}
