type Environment = Readonly<Record<string, string | undefined>>;

/** The variables that a server of our own needs: where programs and libraries are, how it computes, how it writes. */
const NEEDED =
  /^(PATH|HOME|TMPDIR|TMP|TEMP|SYSTEMROOT|TZ|LANG|LC_\w+|NO_COLOR|NODE_OPTIONS|NODE_V8_COVERAGE|LD_LIBRARY_PATH|DYLD_LIBRARY_PATH|(CUDA|NVIDIA|OMP|ORT)_\w+)$/;

/**
 * The part of the environment that a child process of our own gets. The rest may hold keys and passwords, which any
 * program of the same user can read from a process.
 */
export function childEnvironment(env: Environment): Record<string, string> {
  const needed: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && NEEDED.test(name.toUpperCase())) needed[name] = value;
  }
  return needed;
}
