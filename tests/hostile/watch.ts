import { portalOrigin } from '../support/visitor.ts';
import type { HostileRequest } from './draw.ts';
import type { HostileAnswer } from './send.ts';

/** Looks at every answer and keeps what must not be in one. */
export type Watch = {
  see(request: HostileRequest, answer: HostileAnswer): void;
  problems(): readonly string[];
  /** How many answers there were of each status. */
  statuses(): string;
};

/** What a stack, a query or the inside of the product looks like. */
const INSIDE =
  /\bat (?:async )?[\w.<>$[\] ]+ \((?:file:|node:|webpack|\/|\.\/)|\/node_modules\/|\.(?:ts|tsx|js|mjs):\d+:\d+|PostgresError|DrizzleQueryError|Failed query|ZodError|violates (?:check|unique|foreign|row-level)|relation "\w+"|ECONNREFUSED|ENOENT/;

/** `known`: what only people of each merchant know, by its slug. */
export function createWatch(known: Readonly<Record<string, readonly string[]>>): Watch {
  const problems: string[] = [];
  const counts = new Map<string, number>();
  return {
    see(request, answer) {
      const key = answer.kind === 'answered' ? String(answer.status) : `none (${answer.why})`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
      problems.push(...problemsOf(request, answer, known).map((what) => `${what}: ${describe(request)}`));
    },
    problems: () => problems,
    statuses: () =>
      [...counts]
        .sort(([one], [other]) => one.localeCompare(other))
        .map(([status, many]) => `  ${status}: ${many}`)
        .join('\n'),
  };
}

function problemsOf(
  request: HostileRequest,
  answer: HostileAnswer,
  known: Readonly<Record<string, readonly string[]>>,
): string[] {
  if (answer.kind === 'refused') {
    // Headers that are too large end the connection after a bare 431, which not every client gets to read.
    return /no answer in time|socket|hang up/i.test(answer.why) ? [answer.why] : [];
  }
  const inside = INSIDE.exec(answer.text)?.[0];
  return [
    ...(answer.status >= 500 ? [`answered ${answer.status} ${answer.text.slice(0, 200)}`] : []),
    ...(inside === undefined ? [] : [`shows «${inside}»`]),
    ...foreignIn(request, answer.text, known).map((one) => `shows «${one}» of another merchant`),
    ...(isElsewhere(answer.headers.get('location')) ? ['leads elsewhere'] : []),
  ];
}

function isElsewhere(location: string | null): boolean {
  return location !== null && URL.parse(location, portalOrigin())?.origin !== portalOrigin();
}

function foreignIn(
  { by, path, body }: HostileRequest,
  text: string,
  known: Readonly<Record<string, readonly string[]>>,
): string[] {
  if (by.isOfBoth) return [];
  const asked = `${decodeLoosely(path)} ${JSON.stringify(body)}`;
  return Object.entries(known)
    .filter(([slug]) => slug !== by.home)
    .flatMap(([, texts]) => texts.filter((one) => text.includes(one) && !asked.includes(one)));
}

function decodeLoosely(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function describe({ what, by, path, headers, body }: HostileRequest): string {
  const sent = JSON.stringify(body)?.slice(0, 300);
  return `${what} by ${by.name} at ${path.slice(0, 200)} with ${JSON.stringify(headers).slice(0, 200)} ${sent}`;
}
