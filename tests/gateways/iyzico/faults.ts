import { page, type Reply, redirect } from './replies.ts';

const replies = {
  drop: { kind: 'drop' },
  'server-error': page('<html><body><h1>500 Internal Server Error</h1></body></html>', 500),
  'too-many': {
    kind: 'text',
    status: 429,
    contentType: 'text/plain',
    text: '',
    headers: { 'retry-after': '1' },
  },
  garbled: { kind: 'text', status: 200, contentType: 'application/json', text: '{"status":"succ' },
  empty: { kind: 'text', status: 200, contentType: 'application/json', text: '' },
  html: page('<html><body>maintenance</body></html>'),
  'never-ends': { kind: 'never-ends', text: '{' },
  redirect: redirect(),
} as const satisfies Record<string, Reply>;

export type FaultName = keyof typeof replies;

export function isFaultName(name: string): name is FaultName {
  return Object.hasOwn(replies, name);
}

/**
 * Faults before the provider even looks at a request: for logins and queries, which no device scenario
 * concerns. Nothing ever happened when one of these comes back.
 */
export class Faults {
  #planned: { path: string; fault: FaultName; times: number }[] = [];

  /** The next `times` requests whose path ends with `path` meet the fault. */
  plan(path: string, fault: FaultName, times: number): void {
    this.#planned.push({ path, fault, times });
  }

  clear(): void {
    this.#planned = [];
  }

  take(path: string): Reply | null {
    const planned = this.#planned.find((candidate) => path.endsWith(candidate.path));
    if (!planned) return null;
    planned.times -= 1;
    this.#planned = this.#planned.filter((candidate) => candidate.times > 0);
    return replies[planned.fault];
  }
}
