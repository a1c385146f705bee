import { expect, test } from 'vitest';
import { messages } from '#server/i18n/messages.ts';
import { LOCALES } from '#server/kernel/locale.ts';
import type { RenewLinkFailure } from './renew-link.ts';
import { sayLinkFailure, sayRenewFailure } from './say-failure.ts';

const FAILURES: Exclude<RenewLinkFailure, { kind: 'link_not_found' | 'not_renewable' }>[] = [
  { kind: 'not_online' },
  { kind: 'device_not_found' },
  { kind: 'device_disabled' },
  { kind: 'device_held', operationId: '' },
  { kind: 'look_at_device' },
  { kind: 'intent_reused' },
  { kind: 'amount_out_of_range' },
  { kind: 'amount_above_limit', max: { minor: 9_999_999, currency: 'TRY' } },
  { kind: 'currency_not_supported' },
  { kind: 'installments_not_supported' },
  { kind: 'items_do_not_add_up', sumMinor: 1 },
];
const OBSTACLES = [
  'still_open',
  'already_paid',
  'in_review',
  'disputed',
  'already_renewed',
  'payer_erased',
] as const;

function textOf(said: unknown, locale: (typeof LOCALES)[number]): unknown {
  const key = typeof said === 'object' && said !== null && 'key' in said ? said.key : said;
  return String(key)
    .split('.')
    .reduce<unknown>((node, name) => Object(node)[name], messages[locale]);
}

test.each(FAILURES)('a link that was not made for $kind says why, in every language', (failure) => {
  for (const refusal of [sayLinkFailure(failure), sayRenewFailure(failure)]) {
    const said = [refusal.formError ?? [], Object.values(refusal.fieldErrors ?? {})].flat(2);
    expect(said).toHaveLength(1);
    for (const locale of LOCALES) expect(textOf(said[0], locale)).toEqual(expect.any(String));
  }
});

test.each(OBSTACLES)('a link that cannot be renewed for it is %s says so beside its button', (obstacle) => {
  const { formError } = sayRenewFailure({ kind: 'not_renewable', obstacle });
  for (const locale of LOCALES) expect(textOf(formError, locale)).toEqual(expect.any(String));
});

test('a limit is told with its amount', () => {
  const said = sayLinkFailure({ kind: 'amount_above_limit', max: { minor: 9_999_999, currency: 'TRY' } });
  expect(said.fieldErrors?.amount).toMatchObject({ params: { max: '99999.99' } });
});
