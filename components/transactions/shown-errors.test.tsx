import { describe, expect, it } from 'vitest';
import { FailureReason, UnknownReason } from '#components/end-of-day/failure-reason.tsx';
import { OpenCloses } from '#components/end-of-day/open-closes.tsx';
import type { LiveTransaction } from '#components/live/live-transaction.ts';
import type { OpenClose } from '#server/end-of-day/list-open-closes.ts';
import { messages } from '#server/i18n/messages.ts';
import { LOCALES, type Locale } from '#server/kernel/locale.ts';
import type { UnresolvedTransaction } from '#server/transactions/list-unresolved.ts';
import type { TimelineEntry } from '#server/transactions/timeline.ts';
import { expectReadable, render } from '#tests/support/shown.tsx';
import { ExchangeList } from './exchange-list.tsx';
import { LiveLadder } from './live-ladder.tsx';
import { OutcomeSentence } from './outcome-sentence.tsx';
import { Timeline } from './timeline.tsx';
import { UnresolvedTable } from './unresolved-table.tsx';

const AT = new Date('2026-03-04T10:00:00Z');
const ZONE = 'Europe/Istanbul';
const TEXT = 'SAĞLAYICININ KENDİ SÖZÜ';
const REASONS = [...Object.keys(messages.en.reason), 'a_word_of_a_later_version'];

const live = (reason: string | null, changes: Partial<LiveTransaction> = {}): LiveTransaction => ({
  id: 'txn_1',
  splitSaleId: null,
  kind: 'sale',
  state: 'unknown',
  status: 'unknown',
  amount: { minor: 11_800, currency: 'TRY' },
  device: { label: 'Kasa 1', branchName: 'Kadıköy', isOnline: false },
  createdAt: '2026-03-04T09:59:00.000Z',
  sentAt: '2026-03-04T09:59:01.000Z',
  settledAt: null,
  outcome: reason === null ? null : { reason, code: '380103' },
  next: { kind: 'ask', at: '2026-03-04T10:00:12.000Z' },
  asking: { count: 3, countsFrom: '2026-03-04T10:03:01.000Z', foundNothingAt: null },
  ...{ flags: [], resultBy: 'answer', canAsk: true, canAbort: false, abort: null },
  ...changes,
});

/** The same where nobody can be asked, and the provider calls back. */
const unasked = (reason: string | null, changes: Partial<LiveTransaction> = {}) =>
  live(reason, {
    ...{ resultBy: 'callback', canAsk: false, asking: null, next: { kind: 'person', at: null } },
    ...changes,
  });

const ladder = (transaction: LiveTransaction) => (
  <LiveLadder merchant="kahve" initial={{ at: AT.toISOString(), transaction }} timeZone={ZONE} />
);

const openRows = (rows: UnresolvedTransaction[]) => (
  <UnresolvedTable merchant="kahve" timeZone={ZONE} rows={rows} at={AT} ask={() => null} empty={null} />
);

/** How each language says that somebody asks the provider. */
const ASKED: Record<Locale, RegExp> = {
  en: /is being asked|keep asking|ask what happened|asked (once|#|\d)/i,
  tr: /soruluyor|soruyoruz|sormayı sürdür/i,
  fr: /\bon (demande|interroge)\b|nous continuons d’interroger|demandons ce qui/i,
};

describe.each(LOCALES)('an error in %s', (locale) => {
  it('on the ladder says why, who asks what and when, and what «no record» would mean', () => {
    const said = messages[locale].transactions.ladder;
    for (const reason of REASONS) {
      const text = render(locale, ladder(live(reason)));
      expectReadable(locale, text);
      expect(text).toContain(said.unknown);
      expect(text).toContain('13:00:12');
      expect(text).toContain('0:12');
      expect(text).toContain('13:03:01');
      expect(text).toContain('Vezne');
    }
    const now = live('deadline', { next: { kind: 'ask', at: AT.toISOString() } });
    expect(render(locale, ladder(now))).toContain(said.askNow);
    const never = live('deadline', { next: { kind: 'none', at: null } });
    expect(render(locale, ladder(never))).toContain(said.askNone);
    const once = { count: 4, countsFrom: AT.toISOString(), foundNothingAt: AT.toISOString() };
    expect(render(locale, ladder(live('deadline', { asking: once })))).toContain(said.noRecordOnce);
    const refused = { count: 0, countsFrom: null, foundNothingAt: null };
    expect(render(locale, ladder(live('device_busy', { asking: refused })))).toContain(said.noRecordSettles);
  });

  it('says of nothing that somebody is asked where nobody can be', () => {
    const said = messages[locale].transactions;
    const asked = [
      ...[said.ladder.askNow, said.ladder.askNone, said.next.ask, said.next.askNow, said.actions.asked],
      ...[said.ladder.noRecordOnce, said.ladder.noRecordSettles, messages[locale].state.unknown.next],
      ...Object.values(messages[locale].reason)
        .map(({ next }) => next)
        .filter((next) => ASKED[locale].test(next)),
    ];
    expect(asked.length).toBeGreaterThan(15);
    const silent = REASONS.map((reason, index): UnresolvedTransaction => {
      const row = unresolved(`txn_${index}`, reason);
      return {
        ...row,
        device: { ...row.device, canQuery: false, resultBy: 'callback' },
        next: { kind: 'person' },
      };
    });
    const text = render(
      locale,
      <>
        {REASONS.map((reason) => (
          <div key={reason}>
            {ladder(unasked(reason, { id: reason }))}
            <OutcomeSentence status="unknown" canAsk={false} outcome={{ reason, code: null }} />
            <OutcomeSentence status="failed" canAsk={false} outcome={{ reason, code: null }} />
          </div>
        ))}
        {openRows(silent)}
      </>,
    );
    expectReadable(locale, text);
    for (const sentence of asked) expect(text).not.toContain(sentence);
    expect(text).not.toMatch(ASKED[locale]);
    expect(text).toContain(said.ladder.unasked);
    expect(text).toContain(said.next.person);
  });

  it('tells how long a result is waited for that comes by itself, and what follows', () => {
    const soon = '2026-03-04T10:00:12.000Z';
    const waiting = { state: 'awaiting', status: 'awaiting', next: { kind: 'callback', at: soon } } as const;
    const said = messages[locale].transactions.ladder;
    const text = render(locale, ladder(unasked(null, waiting)));
    expectReadable(locale, text);
    expect(text).toContain(said.stillWaiting.replace('{device}', 'Kasa 1'));
    expect(text).toContain('13:00:12');
    expect(text).toContain('0:12');
    const due = unasked(null, { ...waiting, next: { kind: 'callback', at: AT.toISOString() } });
    expect(render(locale, ladder(due))).toContain(said.callbackDue);
    const doubtful = unasked('device_offline', { next: { kind: 'doubt', at: soon } });
    expect(render(locale, ladder(doubtful))).toContain('13:00:12');
  });

  it('on the ladder tells of every wait how long it has been', () => {
    for (const state of ['created', 'sending', 'awaiting', 'unknown'] as const) {
      const text = render(locale, ladder(live(null, { state, status: state, asking: null })));
      expectReadable(locale, text);
      expect(text).toContain('1:00');
    }
  });

  it('at its end says why and what to do, with the code as small print', () => {
    for (const reason of REASONS) {
      for (const status of ['declined', 'failed', 'cancelled'] as const) {
        const text = render(locale, <OutcomeSentence status={status} outcome={{ reason, code: '51' }} />);
        expectReadable(locale, text);
        const known = messages[locale].reason[reason as 'deadline'] ?? messages[locale].state[status];
        expect(text).toContain(known.why);
        expect(text).toContain(known.next);
      }
    }
  });

  it('on the list of what is open says why, who asks when, and what a person can do', () => {
    const rows = REASONS.map((reason, index) => unresolved(`txn_${index}`, reason));
    const text = render(locale, openRows(rows));
    expectReadable(locale, text);
    expect(text).toContain('13:00:12');
    expect(text).toContain(messages[locale].transactions.person.unknown);
  });

  it('on the timeline keeps the provider’s own words beside ours', () => {
    const entries: TimelineEntry[] = REASONS.flatMap((reason): TimelineEntry[] => [
      { kind: 'unknown', reason, code: '380103', text: TEXT },
      { kind: 'settled', state: 'failed', reason, code: '51', text: TEXT },
      { kind: 'asked', answer: 'no_answer', cause: reason },
    ]);
    const lines = entries.map((entry, sequence) => ({
      key: String(sequence),
      at: AT,
      actor: null,
      checker: null,
      entry,
    }));
    const text = render(locale, <Timeline lines={lines} kind="sale" currency="TRY" timeZone={ZONE} />);
    expectReadable(locale, text);
    expect(text.split(TEXT)).toHaveLength(2 * REASONS.length + 1);
  });

  it('of a call says in words what became of it', () => {
    const failures = [
      ...['not sent: ECONNREFUSED', 'lost while sending', 'lost while waiting', 'deadline'],
      ...['too_large', 'encoded', 'redirect', 'a later_word'],
    ];
    const exchanges = failures.map((failure, index) => ({
      ...{ id: `exc_${index}`, purpose: 'operation', at: AT, durationMs: 12, path: '/payment' },
      ...{ request: null, httpStatus: null, response: null, failure },
    }));
    const text = render(locale, <ExchangeList exchanges={exchanges} timeZone={ZONE} />);
    expectReadable(locale, text);
    for (const words of Object.values(messages[locale].transactions.exchanges.failure)) {
      expect(text).toContain(words.replace('{detail}', 'ECONNREFUSED'));
    }
  });

  it('of a close without an end says on the list of what is open why, and what will tell', () => {
    const rows = REASONS.map((reason, index) => ({
      ...{ id: `eod_${index}` as OpenClose['id'], device: { label: 'Kasa 1', branchName: 'Kadıköy' } },
      ...{ state: 'unknown' as const, reason, requestedAt: new Date('2026-03-04T09:58:00Z') },
    }));
    const text = render(locale, <OpenCloses rows={rows} at={AT} />);
    expectReadable(locale, text);
    expect(text).toContain('2:00');
    expect(text).toContain(messages[locale].endOfDay.states.unknown.next);
  });

  it('at the end of day says why and what to do', () => {
    for (const reason of [...REASONS, 'close_did_not_happen', null]) {
      const failed = render(locale, <FailureReason reason={reason} code="380201" text={TEXT} />);
      const unknown = render(locale, <UnknownReason reason={reason} code="380103" text={TEXT} />);
      for (const text of [failed, unknown]) expectReadable(locale, text);
      const all = Object.values(messages[locale].endOfDay.reason);
      expect(all.some(({ why, next }) => failed.includes(why) && failed.includes(next))).toBe(true);
    }
  });
});

function unresolved(id: string, reason: string): UnresolvedTransaction {
  const at = new Date('2026-03-04T09:59:00Z');
  return {
    ...{
      id: id as UnresolvedTransaction['id'],
      splitSaleId: null,
      kind: 'sale',
      state: 'unknown',
      status: 'unknown',
      flags: [],
    },
    ...{ amount: { minor: 11_800, currency: 'TRY' }, refunded: { minor: 0, currency: 'TRY' } },
    ...{
      device: {
        ...{ label: 'Kasa 1', branchName: 'Kadıköy' },
        ...{ canQuery: true, resultBy: 'answer', aborts: false, isOnline: false },
      },
      last4: null,
      cardBrand: null,
      reference: 'r',
      authCode: null,
      paymentType: 'card',
    },
    ...{ outcome: { reason, code: '380103' }, createdAt: at, sentAt: at, settledAt: null, unknownSince: at },
    ...{ nextQueryAt: null, queryCount: 2, firstNotFoundAt: null, canAbort: false, abort: null },
    businessDate: '2026-03-04' as UnresolvedTransaction['businessDate'],
    next: { kind: 'ask', at: new Date('2026-03-04T10:00:12Z') },
    doubt: 'unknown',
  };
}
