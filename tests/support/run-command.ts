import { spawn } from 'node:child_process';

/** What a command of ours wrote, and how it ended. */
export type CommandEnd = { code: number | null; output: string; errors: string };

/** Runs one of the product's own programs to its end, in an environment of nothing but these variables. */
export async function runCommand(
  program: string,
  env: Record<string, string>,
  args: readonly string[] = [],
): Promise<CommandEnd> {
  const child = spawn(process.execPath, [program, ...args], {
    env: { NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [output, errors] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString('utf8');
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString('utf8');
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, output, errors };
}
