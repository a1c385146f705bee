import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';

/**
 * A small shell keeps the standard input we gave it, a pipe, on descriptor 3 and starts the command beside a watcher.
 * When the pipe closes, because we ended it or because we were killed outright, the watcher passes the signal on.
 * A SIGTERM to the shell ends the command without asking. The shell collects both and exits as the command did.
 */
const UNTIL_PIPE_CLOSES = `
signal=$1; shift
exec 3<&0 </dev/null
"$@" 3<&- &
command=$!
(read -r _ <&3; kill -s "$signal" "$command") >/dev/null 2>&1 &
watcher=$!
exec 3<&-
hurried=
trap 'hurried=1; kill -s KILL "$command"' TERM
wait "$command"; code=$?
[ -z "$hurried" ] || wait "$command"
kill "$watcher" 2>/dev/null; wait "$watcher" 2>/dev/null
exit "$code"`;

export interface TiedProcessOptions {
  /** How the command is asked to end, by `stop()` and when this process is gone, SIGKILL included. */
  signal: 'INT' | 'TERM';
  cwd: string;
  /** All the command gets; nothing is inherited. */
  env: Record<string, string | undefined>;
  uid?: number | undefined;
  gid?: number | undefined;
}

export interface TiedProcess {
  stdout: Readable;
  stderr: Readable;
  /** The command's exit code, 128 + n after signal n; resolves only when nothing of it is left. */
  exited: Promise<number>;
  isRunning: () => boolean;
  /** Asks the command to end. */
  stop: () => void;
  /** Ends it without asking. */
  kill: () => void;
}

/**
 * Starts a command that cannot outlive this process, in a session of its own: Ctrl-C in the terminal reaches only us,
 * so that we decide the order in which things stop. A command that cannot be found exits with 127.
 */
export function spawnTied(
  command: string,
  args: readonly string[],
  options: TiedProcessOptions,
): TiedProcess {
  const { signal, cwd, uid, gid } = options;
  const shell = spawn('/bin/sh', ['-c', UNTIL_PIPE_CLOSES, 'tied', signal, command, ...args], {
    cwd,
    // Next declares NODE_ENV as always present; here it is up to the caller.
    env: options.env as NodeJS.ProcessEnv,
    uid,
    gid,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // Writing to it is never meant; its end is the message.
  shell.stdin.on('error', () => undefined);
  let isRunning = true;
  const exited = new Promise<number>((resolve) => {
    const settle = (code: number) => {
      isRunning = false;
      shell.stdin.destroy();
      resolve(code);
    };
    shell.once('exit', (code) => settle(code ?? 137));
    shell.once('error', () => settle(127));
  });
  return {
    stdout: shell.stdout,
    stderr: shell.stderr,
    exited,
    isRunning: () => isRunning,
    stop: () => shell.stdin.destroy(),
    kill: () => {
      shell.kill('SIGTERM');
    },
  };
}

/** Whether a process with that id runs, whoever it belongs to. One that only waits to be collected does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  return commandLineOf(pid) !== '';
}

/** Empty for a process that has ended; undefined where the system does not tell. */
export function commandLineOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return undefined;
  }
}
