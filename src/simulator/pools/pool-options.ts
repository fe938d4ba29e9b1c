import { z } from "zod";

/** A number of replicas. */
export const replicasOption = (description: string) =>
  z.number().int().min(1).max(10_000).describe(description);

/** How fast a replica is; 1 computes as the service model says. */
export const speedOption = (description: string) => z.number().gt(0).max(1000).describe(description);
