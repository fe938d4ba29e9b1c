import { z } from "zod";
import { TARGETS, type TargetKind } from "./index.ts";

/** The protocols that `--target` may name. */
export const targetKindSchema = z.enum(Object.keys(TARGETS) as [TargetKind, ...TargetKind[]]);
