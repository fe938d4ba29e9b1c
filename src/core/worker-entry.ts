/**
 * URL of a compiled worker file that lies next to the caller's.
 *
 *     new Worker(workerEntry("./session-worker.js", import.meta.url))
 *
 * Node 20 cannot start a worker from TypeScript, so a caller that runs from `src/` (vitest) gets the file that
 * `npm run build` put in the same place under `dist/`.
 */
export function workerEntry(relativeJs: string, importMetaUrl: string): URL {
  const url = new URL(relativeJs, importMetaUrl);
  if (importMetaUrl.endsWith(".ts")) url.pathname = url.pathname.replace(/\/src\/(?!.*\/src\/)/, "/dist/");
  return url;
}
