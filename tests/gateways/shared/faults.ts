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

/** Faults that the next requests meet; which requests a target means is for the provider to say. */
export class Faults<Target> {
  #planned: { target: Target; fault: FaultName; times: number }[] = [];
  readonly #concerns: (target: Target, request: Target) => boolean;

  constructor(concerns: (target: Target, request: Target) => boolean) {
    this.#concerns = concerns;
  }

  /** The next `times` requests that the target concerns meet the fault. */
  plan(target: Target, fault: FaultName, times: number): void {
    this.#planned.push({ target, fault, times });
  }

  clear(): void {
    this.#planned = [];
  }

  /** What this request meets instead of an answer; null when nothing is planned for it. */
  take(request: Target): Reply | null {
    const planned = this.#planned.find((candidate) => this.#concerns(candidate.target, request));
    if (!planned) return null;
    planned.times -= 1;
    this.#planned = this.#planned.filter((candidate) => candidate.times > 0);
    return replies[planned.fault];
  }
}
