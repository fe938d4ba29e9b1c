import { EXIT, PlimsollError } from "../../core/errors.ts";

/** The error of work that the user interrupted, before anything was measured. */
export function interruptedWhile(doing: string): PlimsollError {
  return new PlimsollError(EXIT.interrupted, `interrupted while ${doing}; nothing was measured`);
}

/**
 * Waits for work that has no end of its own, such as the answer of a server that hangs, but not longer than until the
 * user interrupts.
 *
 * @param release gives back what the work brings after that
 * @throws PlimsollError (130) when it is interrupted
 */
export async function untilInterrupted<Outcome>(
  work: Promise<Outcome>,
  signal: AbortSignal,
  doing: string,
  release: (late: Outcome) => unknown = () => undefined,
): Promise<Outcome> {
  let onAbort = () => {};
  const interruption = new Promise<never>((_, reject) => {
    onAbort = () => reject(interruptedWhile(doing));
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return await Promise.race([work, interruption]);
  } catch (error) {
    if (signal.aborted) work.then(release).catch(() => undefined);
    throw error;
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
