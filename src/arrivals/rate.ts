import { z } from "zod";

/** The one option that every stationary process shares. */
export const ratePerSecOption = z
  .number()
  .positive()
  .max(10_000_000)
  .describe("mean rate, requests per second");
