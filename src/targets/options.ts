import { z } from "zod";
import { TARGETS, type TargetKind } from "./index.ts";

/** The schema of `--target`: the name of a protocol. */
export const targetKindSchema = z.enum(Object.keys(TARGETS) as [TargetKind, ...TargetKind[]]);
