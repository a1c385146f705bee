import { formsOf } from './forms-of.ts';
import type { LoginFacts } from './iyzico-login.ts';
import { checkTerminalRequest, type RawRequest, terminalPaths } from './iyzico-terminal.ts';

/** Looks at every request on its way to the provider. */
export type WireWatch = {
  see(request: RawRequest): void;
  /** The paths called so far, each alone and with each of its forms (`formsOf`), in the order of the alphabet. */
  seen(): string[];
  /** Throws with everything that was wrong on the wire since the last call. */
  expectRight(): void;
};

/** Services that move money under a reference of their own. A partial payment is completed under that of its start. */
const MOVING =
  /\/(?:payment|payment\/void|payment\/refund|partial-payment\/start|partial-payment\/add-payment)$/;

/** Starts a watch over one provider. Keeps no request, only what was wrong with it. */
export function watchWire(facts: LoginFacts): WireWatch {
  const seen = new Set<string>();
  const sent = new Map<string, string>();
  let problems: string[] = [];
  return {
    see(request) {
      if (terminalPaths.includes(request.target)) {
        seen.add(request.target);
        for (const form of formsOf(request)) seen.add(`${request.target} ${form}`);
      }
      const found = [...checkTerminalRequest(request, facts), ...checkReference(request, sent)];
      problems.push(...found.map((problem) => `${request.target}: ${problem}`));
    },
    seen: () => [...seen].sort(),
    expectRight() {
      const found = [...new Set(problems)];
      problems = [];
      if (found.length > 0) throw new Error(`Wrong on the wire:\n${found.join('\n')}`);
    },
  };
}

/**
 * A reference belongs to one request for ever (§3, INV-4). The very same request may come again: after a token was
 * turned away at the door.
 */
function checkReference(request: RawRequest, sent: Map<string, string>): string[] {
  if (!MOVING.test(request.target)) return [];
  const body = request.body.toString('utf8');
  const reference = /"transactionReferenceId"\s*:\s*"([^"]*)"/.exec(body)?.[1];
  if (reference === undefined) return [];
  const now = `${request.target} ${body}`;
  const before = sent.get(reference) ?? now;
  sent.set(reference, before);
  return before === now ? [] : ['transactionReferenceId: sent before with another request'];
}
