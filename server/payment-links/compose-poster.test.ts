import { expect, test } from 'vitest';
import { fitColumns } from '#server/receipts/fit-columns.ts';
import { PAPER } from '#server/receipts/paper.ts';
import { ids } from '#tests/factories/ids.ts';
import { composePoster } from './compose-poster.ts';

const merchant = { name: 'Kahve Durağı', calendar: { timeZone: 'Europe/Istanbul', cutOff: '04:00' } };
const link = {
  url: 'https://pay.example/page?token=7a1f&lang=tr',
  expiresAt: new Date('2026-05-13T15:40:00Z'),
  price: { minor: 482_50, currency: 'TRY' },
  description: 'Doğum günü pastası',
  language: 'tr',
  sale: { reference: ids.next('reference') },
} as const;

test('the code on paper says for what, how much and until when, in the language of its payer', () => {
  const poster = composePoster(merchant, link, true);
  const said = JSON.stringify(poster);
  for (const text of [
    'Kahve Durağı',
    'Doğum günü pastası',
    '482,50 TL',
    '13.05.2026 18:40:00',
    'TEST ORTAMI',
  ])
    expect(said).toContain(text);
  expect(poster?.lines).toContainEqual({ kind: 'qr', text: link.url });
  expect(JSON.stringify(composePoster(merchant, link, false))).not.toContain('TEST ORTAMI');
});

test('it fits every roll', () => {
  const poster = composePoster(merchant, link, true);
  for (const { columns } of Object.values(PAPER)) {
    const { lines } = fitColumns(poster ?? { lines: [], mark: null }, columns);
    const codes = lines.flatMap((line) => (line.kind === 'qr' ? [line.columns] : []));
    expect(codes).toHaveLength(1);
    expect(Math.max(...codes)).toBeLessThanOrEqual(columns);
  }
});

test('there is none of a link that cannot be paid, or may not be seen', () => {
  expect(composePoster(merchant, { ...link, url: null }, false)).toBeNull();
  expect(composePoster(merchant, { ...link, expiresAt: null }, false)).toBeNull();
});
