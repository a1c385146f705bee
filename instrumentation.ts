/** Called once by the framework before the first request; the Node code lies in its own file so that no other runtime bundles it. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === 'nodejs') await (await import('./instrumentation-node.ts')).start();
}
