import { expect, test } from "vitest";
import { childEnvironment } from "../../src/host/child-environment.ts";
import { startChildServer } from "../../src/host/child-server.ts";

test("a process that cannot be started is told in a sentence, with the limits to raise", async () => {
  const { execPath } = process;
  process.execPath = "/no/such/node";
  try {
    await expect(startChildServer("main.js", [])).rejects.toMatchObject({
      exitCode: 2,
      message: "no process can be started for the embedded server (ENOENT)",
      fix: expect.stringContaining("ulimit -u"),
    });
  } finally {
    process.execPath = execPath;
  }
});

test("a child's environment has what it needs, and nothing that may be secret", () => {
  const needed = { PATH: "/bin", HOME: "/h", LC_ALL: "C", CUDA_VISIBLE_DEVICES: "0", OMP_NUM_THREADS: "2" };
  const others = { OPENAI_API_KEY: "s", PLIMSOLL_HEADER: "Authorization: s", PATHS: "s", AWS_SECRET: "s" };
  expect(childEnvironment({ ...needed, ...others, LANG: undefined })).toEqual(needed);
});
