import { describe, expect, it } from 'vitest';
import type { LiveSplitSale } from '#components/live/live-split-sale.ts';
import { messages } from '#server/i18n/messages.ts';
import { LOCALES } from '#server/kernel/locale.ts';
import type { UnfinishedSplitSale } from '#server/split-sales/list-split-sales.ts';
import { nextStep } from '#server/split-sales/next-step.ts';
import { expectReadable, render } from '#tests/support/shown.tsx';
import { SplitOutcome } from './split-outcome.tsx';
import { UnfinishedTable } from './unfinished-table.tsx';

const AT = new Date('2026-03-04T10:00:00Z');
const TRY = (minor: number) => ({ minor, currency: 'TRY' }) as const;
const PLACE = { merchant: 'kahve', timeZone: 'Europe/Istanbul' };
const STATES = Object.keys(messages.en.splitSale.state) as LiveSplitSale['state'][];
const REASONS = [
  null,
  ...Object.keys(messages.en.reason),
  ...Object.keys(messages.en.splitSale.reason),
  ...Object.keys(messages.en.moneyBack.obstacle),
  // Why the next void could not even be opened.
  ...['device_held', 'device_disabled', 'sale_not_found', 'a_word_of_a_later_version'],
];

/** A split sale for which nothing is planned, or the next question. */
function told(state: LiveSplitSale['state'], reason: string | null, nextQueryAt: Date | null) {
  const next = nextStep({ state, createdAt: AT, nextQueryAt }, false);
  const outcome = reason === null ? null : { reason, code: null };
  return { state, outcome, next, running: null, remaining: TRY(0) };
}

describe.each(LOCALES)('a split sale in %s', (locale) => {
  const words = messages[locale].splitSale;

  it('says in every state and for every reason how it stands and what to do', () => {
    for (const state of STATES) {
      for (const reason of REASONS) {
        for (const due of [null, AT]) {
          const { next, ...split } = told(state, reason, due);
          const shown = { ...split, next: { kind: next.kind, at: next.at?.toISOString() ?? null } };
          expectReadable(locale, render(locale, <SplitOutcome splitSale={shown} />));
        }
      }
    }
  });

  it('tells nobody to wait where nothing goes on by itself', () => {
    for (const reason of REASONS) {
      for (const state of ['giving_up', 'completion_unknown'] as const) {
        const { next, ...split } = told(state, reason, null);
        expect(next.kind).toBe('person');
        const shown = { ...split, next: { kind: 'person', at: null } } as const;
        expect(render(locale, <SplitOutcome splitSale={shown} />)).not.toContain(words.state[state].next);
        const list = render(
          locale,
          <UnfinishedTable {...PLACE} rows={[unfinished(state, reason)]} at={AT} />,
        );
        expectReadable(locale, list);
        expect(list).not.toContain(words.person.wait);
      }
    }
  });
});

function unfinished(state: LiveSplitSale['state'], reason: string | null): UnfinishedSplitSale {
  return {
    ...told(state, reason, null),
    id: 'spl_1' as UnfinishedSplitSale['id'],
    isContradicted: false,
    amount: TRY(11_800),
    device: { label: 'Kasa 1', branchName: 'Kadıköy' },
    createdAt: AT,
    endedAt: null,
  };
}
