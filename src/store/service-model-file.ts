import { readServiceModel, type ServiceModelDocument } from "../result/service-model.ts";
import { readJson } from "./json-file.ts";

/** Reads the service model in a file. @throws usage error with the file, its fault, and the cure */
export function readServiceModelFile(path: string): ServiceModelDocument {
  return readServiceModel(readJson(path, "service model"), path);
}
