import { describe, expect, it } from 'vitest';
import { messages } from '#server/i18n/messages.ts';
import { LOCALES } from '#server/kernel/locale.ts';
import { amountOf, type FactReader, factWords } from './fact-words.ts';
import { AUDIT_FACTS } from './facts.ts';

const reader: FactReader = {
  locale: 'en',
  names: new Map([
    ['dev_1', 'Giriş kasası'],
    ['usr_1', 'Elif Demir'],
    ['bra_1', 'Kadıköy'],
  ]),
  amount: ({ minor, currency }) => `${minor / 100} ${currency}`,
  moment: (at) => `the ${at.getUTCDate()}th`,
};
const say = (facts: Record<string, unknown>) => factWords(facts, reader);

// Whatever is recorded stands in the table, or it does not compile: `record` takes nothing else.
describe.each(LOCALES)('what can be recorded, in %s', (locale) => {
  const { facts } = messages[locale].audit;

  it.each(Object.keys(AUDIT_FACTS))('%s has its words', (name) => {
    expect(facts).toHaveProperty([name]);
  });

  it('has words for nothing else', () => {
    expect(Object.keys(facts).sort()).toEqual(Object.keys(AUDIT_FACTS).sort());
  });
});

describe('a fact', () => {
  it('that is a state or a reason says itself, and what is absent says nothing', () => {
    expect(say({ state: 'approved', reason: 'not_found', code: null, comment: '' })).toEqual([
      messages.en.state.approved.word,
      messages.en.reason.not_found.why,
    ]);
    expect(say({ reason: 'locked', tries: 10, isLocked: true })).toEqual([
      'account locked',
      'wrong tries in a row: 10',
      'account locked: yes',
    ]);
  });

  it('that is true or false is yes or no', () => {
    expect(say({ isSigned: false, hasPhoto: true })).toEqual(['day signed: no', 'with a photo: yes']);
  });

  it('that is an id is what that is called, where it is known', () => {
    expect(say({ deviceId: 'dev_1', madeBy: 'usr_1', checkedBy: 'usr_2', by: 'usr_1' })).toEqual([
      'terminal: Giriş kasası',
      'requested by: Elif Demir',
      'checked by: usr_2',
      'by: Elif Demir',
    ]);
    expect(say({ branches: 'bra_1 bra_2', branchesBefore: 'all' })).toEqual([
      'branches: Kadıköy, bra_2',
      'branches before: all',
    ]);
  });

  it('of a closed list is said in its words', () => {
    expect(
      say({ factor: 'totp', role: 'admin', by: 'sso', verdict: 'not_charged', provider: 'interpay' }),
    ).toEqual([
      'second factor: code of an app',
      'role: Administrator',
      'by: single sign-on',
      'decision: was not carried out',
      `provider: ${messages.en.connections.providers.interpay}`,
    ]);
    expect(say({ changed: 'name locale', kind: 'password_reset', broken: 'missing' })).toEqual([
      'changed: name, language',
      'kind: new password',
      `what is wrong: ${messages.en.audit.verify.missing}`,
    ]);
  });

  it('that is money is an amount, with its currency once', () => {
    const facts = { perSaleMinor: 50_000, perDayBefore: null, currency: 'TRY' };
    expect(say(facts)).toEqual(['per sale: 500 TRY']);
    expect(amountOf(facts)).toBeNull();
    const split = { amountMinor: 1_200, paidMinor: 700, currency: 'EUR' };
    expect(say(split)).toEqual(['paid so far: 7 EUR']);
    expect(amountOf(split)).toEqual({ minor: 1_200, currency: 'EUR' });
    expect(say({ currency: 'TRY', role: 'manager' })).toEqual(['currency: TRY', 'role: Manager']);
  });

  it('that is an instant is one on the clock', () => {
    expect(say({ runsAt: '2026-03-07T10:00:00.000Z', scheduledFor: 'soon' })).toEqual([
      'takes effect automatically at: the 7th',
      'scheduled for: soon',
    ]);
  });

  it('that is an account of a journal is named by what it is for', () => {
    expect(say({ target: 'xero', cash: '100', 'vat:20': '391', untaxed: 'Exempt' })).toEqual([
      'programme: Xero',
      `${messages.en.journal.roles.cash}: 100`,
      `${messages.en.journal.roles.vat} 20%: 391`,
      `${messages.en.journal.roles.untaxed}: Exempt`,
    ]);
  });

  it('of a version that is not this one stays as it was recorded', () => {
    expect(
      say({ teapot: 'boiled', toString: 'x', state: 'toString', reason: 'constructor', factor: 3 }),
    ).toEqual([
      'teapot: boiled',
      'toString: x',
      'state: toString',
      'reason: constructor',
      'second factor: 3',
    ]);
    expect(say({ amountMinor: 5, currency: 'XXX' })).toEqual([
      'amount in the smallest unit: 5',
      'currency: XXX',
    ]);
  });
});
