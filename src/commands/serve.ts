import type { ServeOptions } from "../config/serve-options.ts";
import type { Host } from "../core/host.ts";
import { findModel } from "../store/model-library.ts";

/** Serves models until the host is interrupted, then finishes the accepted requests. `onListening` gets the URL. */
export async function serve(
  options: ServeOptions,
  host: Host,
  onListening: (url: string) => void,
): Promise<void> {
  // Before anything is loaded: the parent may go away meanwhile.
  process.once("disconnect", endAsOrphan);
  const models = options.model.map((nameOrFile) => {
    const { name, path } = findModel(nameOrFile, options.precision, host.cwd, host.packageRoot);
    return { name, path };
  });
  const { startServer } = await import("../server/server.ts");
  const server = await startServer({
    host: options.host,
    port: options.port,
    allowedHosts: options.allowedHost,
    maxBytesUnderWay: options.maxBytesUnderWay,
    models,
    maxBatch: options.maxBatch,
    maxQueueDelayMs: options.maxDelayMs,
    preferredSizes: options.preferred,
    maxQueueSize: options.queueLimit,
    instances: options.instances,
    intraOpThreads: options.threads,
    ep: options.ep,
  });
  onListening(server.url);
  if (!host.interrupted.aborted) {
    await new Promise((resolve) => host.interrupted.addEventListener("abort", resolve, { once: true }));
  }
  await server.close();
}

/** The time in which a server whose parent is gone may finish what it computes, ms. */
const ORPHAN_GRACE_MS = 3000;

/** Ends the server of a process that is gone: nobody waits for its answers any more. */
function endAsOrphan(): void {
  setTimeout(() => process.kill(process.pid, "SIGKILL"), ORPHAN_GRACE_MS).unref();
}
