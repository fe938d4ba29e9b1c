import { expect, test } from "vitest";
import { doctorOptionsSchema } from "../../src/config/doctor-options.ts";

test.each([
  ["500ms", true],
  ["60s", true],
  ["499ms", false],
  ["61s", false],
  ["soon", false],
])("a calibration of %s is possible: %s", (duration, possible) => {
  expect(doctorOptionsSchema.safeParse({ duration }).success).toBe(possible);
});
