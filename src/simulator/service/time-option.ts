import { z } from "zod";

const HOUR_MS = 3_600_000;

/** A time in a service model, ms. In a spec it is written with its unit, such as 10ms. */
export const timeMsOption = (description: string) => z.number().min(0).max(HOUR_MS).describe(description);
