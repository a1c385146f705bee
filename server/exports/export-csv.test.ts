import { describe, expect, it } from 'vitest';
import type { ExportRow } from '#db/queries/export-rows.ts';
import { makeExportRow } from '#tests/factories/export-row.ts';
import { makeListReader } from '#tests/factories/list-reader.ts';
import { EXPORT_COLUMNS } from './export-columns.ts';
import { exportCsv } from './export-csv.ts';
import { exportWords } from './export-words.ts';
import { csvWriter } from './write-csv.ts';

const { choices } = makeListReader();
const origin = {
  merchant: 'Deneme Kahve Ltd. Şti.',
  filter: 'Durum: Onaylandı',
  timeZone: 'Europe/Istanbul',
  madeAt: '2026-03-04 13:05:00',
  madeBy: 'Işıl Demir',
};

async function written(batches: ExportRow[][], locale: 'tr' | 'en' = 'tr'): Promise<string[]> {
  const words = exportWords(locale, 'Europe/Istanbul', choices);
  const rows = (async function* () {
    yield* batches;
  })();
  let text = '';
  for await (const part of exportCsv(rows, { origin, words, csv: csvWriter(locale) })) text += part;
  return text.split('\r\n');
}

/** A row by what its columns are. */
function cells(line: string | undefined, between = ';'): Record<string, string> {
  const values = (line ?? '').split(between);
  return Object.fromEntries(EXPORT_COLUMNS.map(({ key }, index) => [key, values[index] ?? '']));
}

describe('a text file of transactions', () => {
  it('begins with a mark of its encoding and a head in the language', async () => {
    const [head] = await written([]);
    expect(head?.startsWith('\ufeffBaşlangıç;Bitiş;İş günü;Tür;Durum;Tutar;Para birimi;')).toBe(true);
  });

  it('has a row for each operation, in the words of the screen, with every zero', async () => {
    const [, row] = await written([[makeExportRow()]]);
    expect(cells(row)).toMatchObject({
      startedAt: '2026-03-04 13:05:00',
      kind: 'Satış',
      state: 'Onaylandı',
      amount: '118,00',
      currency: 'TRY',
      refunded: '',
      device: 'Giriş kasası',
      branch: 'Kadıköy',
      person: 'Işıl Demir',
      card: 'Visa',
      last4: '0006',
      batch: '017',
      rrn: '000000000042',
      stan: '000123',
      provider: 'iyzico Terminal API',
    });
  });

  it('shows what became of a sale, and what went back below zero', async () => {
    const [, ...rows] = await written([
      [
        makeExportRow({ refundedMinor: '1000' }),
        makeExportRow({ isVoided: 'true' }),
        makeExportRow({ kind: 'refund', shownKind: 'refund', amountMinor: '1000' }),
        makeExportRow({ kind: 'void', shownKind: 'release' }),
        makeExportRow({ state: 'declined', outcomeReason: 'insufficient_funds', outcomeCode: '51' }),
      ],
    ]);
    const seen = rows.slice(0, 5).map((row) => cells(row));
    expect(seen.map(({ state, amount }) => [state, amount])).toEqual([
      ['Kısmen iade edildi', '118,00'],
      ['İptal edildi', '118,00'],
      ['Onaylandı', '-10,00'],
      ['Onaylandı', '118,00'],
      ['Reddedildi', '118,00'],
    ]);
    expect(seen[0]?.refunded).toBe('10,00');
    expect(seen[4]).toMatchObject({ code: '51' });
    expect(seen[4]?.reason).not.toBe('insufficient_funds');
  });

  it('ends with what it states of itself: filter, zone, rows and the sums of what was approved', async () => {
    const lines = await written([
      [makeExportRow(), makeExportRow({ state: 'declined' })],
      [
        makeExportRow({ amountMinor: '200' }),
        makeExportRow({ kind: 'refund', shownKind: 'refund', amountMinor: '1000' }),
        makeExportRow({ currency: 'USD', amountMinor: '5' }),
      ],
    ]);
    expect(lines.slice(6)).toEqual([
      '',
      'İşyeri;Deneme Kahve Ltd. Şti.',
      'Süzgeç;Durum: Onaylandı',
      'Saat dilimi;Europe/Istanbul',
      'Hazırlandı;2026-03-04 13:05:00',
      'Hazırlayan;Işıl Demir',
      'Satır;5',
      'Onaylanan: İade;1;-10,00;TRY',
      'Onaylanan: Satış;2;120,00;TRY',
      'Onaylanan: Satış;1;0,05;USD',
      'Net;;110,00;TRY',
      'Net;;0,05;USD',
      '',
    ]);
  });

  it('is divided by commas where the decimal sign is a point', async () => {
    const [head, row] = await written([[makeExportRow()]], 'en');
    expect(head).toContain('Started,Ended,Business day');
    expect(cells(row, ',')).toMatchObject({ amount: '118.00', kind: 'Sale' });
  });
});
