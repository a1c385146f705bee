import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** One sentence on stderr, then out. */
export function stop(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

/** What went wrong, on one line. */
export function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error).replaceAll('\n', ' ');
  return error instanceof Error ? error.message : String(error);
}

/** Reads a port number; null when it is none. */
export function portOf(text: string | undefined): number | null {
  const port = Number(text);
  return text && Number.isInteger(port) && port >= 0 && port <= 65_535 ? port : null;
}

/** Reads the configuration file, or stops the process with a sentence. */
export function readConfig<Schema extends z.ZodType>(schema: Schema, path: string): z.output<Schema> {
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    return stop(`The configuration ${path} cannot be used: ${reasonOf(error)}`);
  }
}

/**
 * Runs a gateway until the process is told to end. Says `ready` once on stdout, together with what `start` wants known;
 * stops with a sentence when it cannot start.
 */
export async function runGateway(
  ports: readonly number[],
  start: () => Promise<{ close(): Promise<void>; announcement: object }>,
): Promise<void> {
  try {
    const gateway = await start();
    const end = () => {
      void gateway.close().then(() => process.exit(0));
    };
    process.once('SIGTERM', end);
    process.once('SIGINT', end);
    process.stdout.write(`${JSON.stringify({ ready: true, ...gateway.announcement })}\n`);
  } catch (error) {
    stop(isPortTaken(error) ? portTaken(error.port, ports) : `The gateway cannot start: ${reasonOf(error)}`);
  }
}

function isPortTaken(error: unknown): error is Error & { port?: number } {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

function portTaken(port: number | undefined, ports: readonly number[]): string {
  return `Port ${port ?? ports.join(' or ')} is already in use; choose another one with --port.`;
}
