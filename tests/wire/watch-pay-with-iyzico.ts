import type { RawRequest } from './iyzico-terminal.ts';
import { checkPayWithIyzicoRequest, conversationOf, randomKeyOf } from './pay-with-iyzico.ts';
import type { PayWithIyzicoFacts } from './pay-with-iyzico-tables.ts';
import type { WireWatch } from './watch.ts';

/** What opens or moves something; sent a second time it would do so a second time (§13). */
const DOING =
  /^\/(?:payment\/pay-with-iyzico\/initialize|payment\/cancel|payment\/refund|v2\/payment\/refund)$/;

/** Starts a watch over one provider of hosted pages. Keeps no request, only what was wrong with it. */
export function watchPayWithIyzico(facts: PayWithIyzicoFacts): WireWatch {
  const seen = new Set<string>();
  const randomKeys = new Set<string>();
  const done = new Set<string>();
  let problems: string[] = [];
  return {
    see(request) {
      const path = request.target.split('?')[0] ?? '';
      seen.add(path);
      const found = [
        ...checkPayWithIyzicoRequest(request, facts),
        ...checkOnce(randomKeys, randomKeyOf(request), 'authorization: a random key used before'),
        ...checkOnce(done, doneBy(request, path), 'conversationId: sent before'),
      ];
      problems.push(...found.map((problem) => `${path}: ${problem}`));
    },
    seen: () => [...seen].sort(),
    expectRight() {
      const found = [...new Set(problems)];
      problems = [];
      if (found.length > 0) throw new Error(`Wrong on the wire:\n${found.join('\n')}`);
    },
  };
}

/** INV-4: what opens or moves something has a reference of its own, and is sent once. */
function doneBy(request: RawRequest, path: string): string | null {
  return DOING.test(path) ? conversationOf(request) : null;
}

function checkOnce(before: Set<string>, now: string | null, problem: string): string[] {
  if (now === null) return [];
  const isNew = !before.has(now);
  before.add(now);
  return isNew ? [] : [problem];
}
