import { z } from "zod";

/** A number of things in a document: whole, from 0 on. */
export const count = z.int().min(0);
