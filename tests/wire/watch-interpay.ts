import { membersOf, written } from './fields.ts';
import { checkInterpayRequest, isCancelAddress } from './interpay.ts';
import type { InterpayFacts } from './interpay-tables.ts';
import type { RawRequest } from './iyzico-terminal.ts';
import { readJsonText } from './json-text.ts';
import type { WireWatch } from './watch.ts';

/** Fields whose presence or word makes it another kind of request. */
const KINDS = ['REFUND', 'NOTERMPRINT', 'LANG'];

/** Starts a watch over the hosts of one gateway. Keeps no request, only what was wrong with it. */
export function watchInterpay(facts: InterpayFacts): WireWatch {
  const seen = new Set<string>();
  const sent = new Map<string, { body: string; times: number }>();
  let problems: string[] = [];
  return {
    see(request) {
      const forms = formsOf(request);
      for (const form of forms) seen.add(form);
      const found = [...checkInterpayRequest(request, facts), ...checkReference(request, sent)];
      problems.push(...found.map((problem) => `${forms[0] ?? request.target}: ${problem}`));
    },
    seen: () => [...seen].sort(),
    expectRight() {
      const found = [...new Set(problems)];
      problems = [];
      if (found.length > 0) throw new Error(`Wrong on the wire:\n${found.join('\n')}`);
    },
  };
}

/** What kinds of request it is: `StartSession`, `StartSession REFUND=Y`, `look-up by INV`, `cancel`; nothing for any other. */
function formsOf({ target, body }: RawRequest): string[] {
  if (isCancelAddress(target)) return ['cancel'];
  const members = readMembers(body);
  const type = written(members.get('TYPE'));
  if (type === 'Q') {
    const by = ['INV', 'REF', 'LAST4', 'AMT', 'AUTH', 'APPR', 'SETT'].filter((name) => members.has(name));
    return [`look-up by ${by.join(' and ')}`];
  }
  if (type !== 'W') return [];
  const forms = KINDS.filter((name) => members.has(name)).map(
    (name) => `StartSession ${name}=${written(members.get(name))}`,
  );
  const named = ['SUCCESSURL', 'DESC'].filter((name) => members.has(name));
  return ['StartSession', ...forms, ...named.map((name) => `StartSession ${name}`)];
}

/**
 * A REQUESTID belongs to one session for ever (§3.4, INV-4). The very same request may come a second time: to the other host
 * (§2, client retry rule).
 */
function checkReference({ body }: RawRequest, sent: Map<string, { body: string; times: number }>): string[] {
  const requestId = written(readMembers(body).get('REQUESTID'));
  if (requestId === null) return [];
  const now = body.toString('utf8');
  const before = sent.get(requestId) ?? { body: now, times: 0 };
  sent.set(requestId, { ...before, times: before.times + 1 });
  if (before.body !== now) return ['REQUESTID: sent before with another request'];
  return before.times < 2 ? [] : ['REQUESTID: sent more than twice'];
}

function readMembers(body: Buffer) {
  try {
    return membersOf(readJsonText(body.toString('utf8')));
  } catch {
    return membersOf(undefined);
  }
}
