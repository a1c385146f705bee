import { spawnTied, type TiedProcess } from '#db/tied-process.ts';

/** Where a process is, once it is ready. */
type Ready = { url: string; secondUrl?: string };

/** A process of the campaign. It cannot outlive this one. */
export type Program = {
  /** Resolves with its first line that says `ready` as JSON, or with null when it ended before. */
  ready: Promise<Ready | null>;
  exited: Promise<number>;
  /** Of those that say it; null before. */
  pid(): number | null;
  isRunning(): boolean;
  /** SIGTERM. */
  stop(): void;
  /** SIGKILL. */
  kill(): void;
};

/** What processes said when something went wrong, counted by their sentence. */
export type Complaints = Map<string, number>;

/** Starts a file of ours as a process of its own, with exactly this environment; `preload` is run before it. */
export function startProgram(
  file: string,
  args: readonly string[],
  env: Record<string, string>,
  complaints: Complaints,
  preload: string | null = null,
): Program {
  const before = preload ? ['--import', preload] : [];
  let pid: number | null = null;
  const child = spawnTied(process.execPath, [...before, file, ...args], {
    signal: 'TERM',
    cwd: process.cwd(),
    env: { PATH: process.env.PATH, ...env },
  });
  const ready = new Promise<Ready | null>((resolve) => {
    eachLine(child, (line) => {
      const said = parse(line);
      if (said === null) {
        // The last words of a process that nobody caught.
        if (/^\s*(cause: )?\w*Error: /.test(line)) complain(complaints, `uncaught: ${line.trim()}`);
      } else if (typeof said.pid === 'number') pid = said.pid;
      else if (said.ready === true)
        resolve({ url: String(said.url), ...(said.secondUrl ? { secondUrl: String(said.secondUrl) } : {}) });
      else if (said.msg === 'The worker is running') resolve({ url: '' });
      else if (Number(said.level) >= 50) complain(complaints, sentenceOf(said));
    });
    void child.exited.then(() => resolve(null));
  });
  return { ready, pid: () => pid, ...child };
}

function eachLine(child: TiedProcess, take: (line: string) => void): void {
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line.trim() !== '') take(line);
    });
  }
}

function parse(line: string): Record<string, unknown> | null {
  try {
    return Object(JSON.parse(line));
  } catch {
    return null;
  }
}

/** The message and what was wrong, without what the query was. */
function sentenceOf(said: Record<string, unknown>): string {
  const cause = String(Object(said.err).message ?? '').replace(/^Failed query: .*: (?=[^:]*$)/s, '');
  return `${said.msg}${said.queue ? ` (${said.queue})` : ''}: ${cause}`.slice(0, 160);
}

function complain(complaints: Complaints, sentence: string): void {
  // Without ids and ports the same complaint counts as one.
  const plain = sentence.replaceAll(
    /\b[a-z]{3}_[0-9a-z]{26}\b|\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g,
    '…',
  );
  complaints.set(plain, (complaints.get(plain) ?? 0) + 1);
}
