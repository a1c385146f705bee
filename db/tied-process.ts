import { type ChildProcess, spawn } from 'node:child_process';

/**
 * The shell keeps its standard input, a pipe from us, on descriptor 3 of a small watcher and then becomes the
 * command. When the pipe closes, because we ended it or because we were killed outright, the watcher passes the
 * signal on. It is forked twice so that the command never finds a child it did not start.
 */
const UNTIL_PIPE_CLOSES = `
signal=$1; shift
exec 3<&0 </dev/null
( (read -r _ <&3; kill -s "$signal" "$$") >/dev/null 2>&1 & )
exec 3<&-
exec "$@"`;

export interface TiedProcessOptions {
  /** Sent when this process ends in whatever way, SIGKILL included. */
  signal: 'INT' | 'TERM';
  cwd: string;
  env: Record<string, string | undefined>;
  uid?: number | undefined;
  gid?: number | undefined;
}

/**
 * Starts a command that cannot outlive this process, in a session of its own: Ctrl-C in the terminal reaches only us,
 * so that we decide the order in which things stop. Standard output and error are pipes.
 */
export function spawnTied(
  command: string,
  args: readonly string[],
  options: TiedProcessOptions,
): ChildProcess {
  const { signal, ...spawnOptions } = options;
  const child = spawn('/bin/sh', ['-c', UNTIL_PIPE_CLOSES, 'tied', signal, command, ...args], {
    ...spawnOptions,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // The watcher has nothing to do once the command is gone.
  child.once('exit', () => child.stdin?.destroy());
  child.stdin?.on('error', () => undefined);
  return child;
}

/** Resolves when the process is gone; at once when it is gone already. */
export function exitOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
}
