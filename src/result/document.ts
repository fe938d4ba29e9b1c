import { z } from "zod";
import { CAPACITY_SCHEMA_VERSION, type CapacityResult, capacityResultSchema } from "./capacity-result.ts";
import { CLAIMS_SCHEMA_VERSION, type ClaimsResult, claimsResultSchema } from "./claims-result.ts";
import { DOCTOR_SCHEMA_VERSION, type DoctorResult, doctorResultSchema } from "./doctor-result.ts";
import { GATE_SCHEMA_VERSION, type GateResult, gateResultSchema } from "./gate-result.ts";
import { PLAN_SCHEMA_VERSION, type PlanResult, planResultSchema } from "./plan-result.ts";
import { type RunResult, runResultSchema, SCHEMA_VERSION } from "./run-result.ts";
import { SWEEP_SCHEMA_VERSION, type SweepResult, sweepResultSchema } from "./sweep-result.ts";
import {
  VERIFICATION_SCHEMA_VERSION,
  type VerificationResult,
  verificationResultSchema,
} from "./verification-result.ts";
import { type DocumentKind, readVersioned } from "./versioned.ts";

/** Every document that a command writes or prints; `kind` tells them apart. */
export type ResultDocument =
  | RunResult
  | SweepResult
  | ClaimsResult
  | CapacityResult
  | DoctorResult
  | GateResult
  | PlanResult
  | VerificationResult;

/** Schema of every result document, each in its current version. */
export const resultDocumentSchema: z.ZodType<ResultDocument> = z.discriminatedUnion("kind", [
  runResultSchema,
  sweepResultSchema,
  claimsResultSchema,
  capacityResultSchema,
  doctorResultSchema,
  gateResultSchema,
  planResultSchema,
  verificationResultSchema,
]);

export type ResultKind = ResultDocument["kind"];
export type DocumentOf<Kind extends ResultKind> = Extract<ResultDocument, { kind: Kind }>;

/**
 * The kinds of documents, with their versions and migrations. A change that bumps a schema version adds the migration
 * from the version before to this list, or says in the changelog that older results are not read any more.
 */
export const DOCUMENT_KINDS: { readonly [Kind in ResultKind]: DocumentKind<DocumentOf<Kind>> } = {
  run: { noun: "a run", schema: runResultSchema, version: SCHEMA_VERSION, migrations: {} },
  sweep: { noun: "a sweep", schema: sweepResultSchema, version: SWEEP_SCHEMA_VERSION, migrations: {} },
  claims: {
    noun: "a check of claims",
    schema: claimsResultSchema,
    version: CLAIMS_SCHEMA_VERSION,
    migrations: {},
  },
  capacity: {
    noun: "a search for a load line",
    schema: capacityResultSchema,
    version: CAPACITY_SCHEMA_VERSION,
    migrations: {},
  },
  doctor: {
    noun: "a check of a machine",
    schema: doctorResultSchema,
    version: DOCTOR_SCHEMA_VERSION,
    migrations: {},
  },
  gate: { noun: "a gate", schema: gateResultSchema, version: GATE_SCHEMA_VERSION, migrations: {} },
  plan: { noun: "a plan", schema: planResultSchema, version: PLAN_SCHEMA_VERSION, migrations: {} },
  verification: {
    noun: "a verification of a plan",
    schema: verificationResultSchema,
    version: VERIFICATION_SCHEMA_VERSION,
    migrations: {},
  },
};

/**
 * Reads a JSON value as a result document.
 *
 * @param name of what was read, with which messages begin
 * @throws usage error of one sentence, whatever the value is
 */
export function readDocument(json: unknown, name = "this result.json"): ResultDocument {
  return readVersioned<ResultDocument>(json, name, DOCUMENT_KINDS);
}
