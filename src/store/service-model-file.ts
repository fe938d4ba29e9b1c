import { PlimsollError } from "../core/errors.ts";
import { readServiceModel, type ServiceModelDocument } from "../result/service-model.ts";
import { readJson } from "./json-file.ts";

/** Reads the service model in a file. @throws usage error with the file, its fault, and the cure */
export function readServiceModelFile(path: string): ServiceModelDocument {
  try {
    return readServiceModel(readJson(path, "service model"), path);
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error;
    // What reads documents speaks of results, which runs write.
    const cure = "give a service-model.json as plimsoll calibrate wrote it";
    throw new PlimsollError(error.exitCode, error.message, cure, { cause: error });
  }
}
