import { describe, expect, test } from 'vitest';
import type { VarianceRow } from '#db/queries/variances.ts';
import { layOutSheet } from '#server/receipts/lay-out-sheet.ts';
import { agreedContent, issued } from '#tests/factories/report.ts';
import { composeDossier, type DossierFacts } from './compose-dossier.ts';
import type { ReportContent } from './report.ts';
import { sidesAtIssue } from './report-verdict.ts';

const content = agreedContent();
const variance: VarianceRow = {
  ...{ merchantId: 'mer_a', id: 'var_1', runId: 'eod_1', deviceId: 'dev_a', businessDate: '2026-05-12' },
  ...{
    kind: 'statement',
    acquirerId: '12',
    acquirerName: 'Şekerbank',
    currency: 'TRY',
    oursMinor: 1_234_567_89,
  },
  ...{ theirsMinor: 1_234_447_89, differenceMinor: -12_000, providerPaymentId: null, transactionId: null },
  ...{ openedAt: new Date('2026-05-14T06:00:00Z'), ownerId: null, dueDate: null, state: 'explained' },
  ...{ cause: 'missing', causedBy: ['txn_9'], reason: 'Bankaya soruldu, İstanbul şubesi ekledi' },
  ...{ closedBy: 'usr_a', closedAt: new Date('2026-05-15T06:00:00Z') },
};

function facts(changes: Partial<DossierFacts> = {}): DossierFacts {
  return {
    at: new Date('2026-06-01T09:30:00Z'),
    report: issued(content),
    signed: { steps: [], day: null, sides: sidesAtIssue(content) },
    variances: [],
    most: 500,
    varianceSteps: [],
    ...changes,
  };
}

const textOf = (told: DossierFacts) =>
  layOutSheet(composeDossier(told, 'tr')).map(({ lines, foot }) =>
    [...lines.map(({ pieces }) => pieces.map(({ text }) => text).join(' ')), foot].join('\n'),
  );

describe('a dossier', () => {
  test('says of which report it is, as of when, and that it is not that report', () => {
    const [first] = textOf(facts());
    expect(first).toContain('a1b2'.repeat(16));
    expect(first).toContain('01.06.2026 12:30:00 itibarıyla (Europe/Istanbul)');
    expect(first).toContain('Bu dosya raporun kendisi değildir');
    expect(first).toContain('Bu raporu henüz kimse incelemedi.');
    expect(
      textOf(facts()).every((page) => page.includes('01.06.2026 12:30:00 itibarıyla · rapor No 7')),
    ).toBe(true);
  });

  test('names who signed, when and with what words, and that the day is locked', () => {
    const signed: DossierFacts['signed'] = {
      sides: sidesAtIssue(content),
      steps: [
        {
          ...{ place: 1, step: 'reviewed', comment: 'Kasa sayıldı', actorId: 'usr_a' },
          ...{ actor: 'Ayşe Çağlar', at: new Date('2026-05-15T07:00:00Z') },
        },
        {
          ...{ place: 2, step: 'approved', comment: null, actorId: 'usr_b' },
          ...{ actor: null, at: new Date('2026-05-15T08:00:00Z') },
        },
      ],
      day: {
        ...{
          merchantId: 'mer_a',
          deviceId: 'dev_a',
          businessDate: '2026-05-12',
          round: 1,
          signedBy: 'usr_b',
        },
        ...{ signedAt: new Date('2026-05-15T08:00:00Z'), askedBy: null, askedAt: null, reason: null },
        ...{ reopenedBy: null, reopenedAt: null, signer: 'Mert İnan', asker: null },
      },
    };
    const text = textOf(facts({ signed })).join('\n');
    expect(text).toContain('Ayşe Çağlar inceledi 15.05.2026 10:00:00 Kasa sayıldı');
    expect(text).toContain('eski bir çalışan onayladı 15.05.2026 11:00:00 -');
    expect(text).toContain('12.05.2026 günü imzalı ve kilitli: Mert İnan');
  });

  test('tells each difference with its state, its cause, every word about it and the operations named', () => {
    const step = { varianceId: variance.id, actor: 'Ayşe Çağlar' };
    const text = textOf(
      facts({
        variances: [{ variance, ownerName: null }],
        varianceSteps: [
          { ...step, place: 1, step: 'noted', text: 'Soruldu', at: new Date('2026-05-14T09:00:00Z') },
          {
            ...step,
            place: 2,
            step: 'explained',
            text: variance.reason ?? '',
            at: new Date('2026-05-15T06:00:00Z'),
          },
        ],
      }),
    ).join('\n');
    expect(text).toMatch(/1 Ekstre, Şekerbank 12.*-120,00 Açıklandı Karşı tarafta/);
    expect(text).toContain('1 Ayşe Çağlar not yazdı 14.05.2026 12:00:00 Soruldu');
    expect(text).toContain('Bankaya soruldu, İstanbul şubesi ekledi');
    expect(text).toContain('txn_9');
  });

  test('holds the report as it was issued, and what is said of it now apart', () => {
    const sides = sidesAtIssue(content).map((side) => ({
      ...side,
      acquirerMinor: side.oursMinor,
      verdict: 'agreed' as const,
    }));
    const text = textOf(facts({ signed: { steps: [], day: null, sides } })).join('\n');
    expect(text).toContain('Üç taraf, 01.06.2026 12:30:00 itibarıyla');
    expect(text).toContain('Sonuç: Mutabık');
    expect(text).toContain('Düzenlendiği hâliyle rapor');
    expect(text).toContain('Teyitsiz');
  });

  test('of a report of before claims nothing of what statements had said by then', () => {
    const { sheet: _, ...old }: ReportContent = content;
    const text = textOf(facts({ report: issued(old) })).join('\n');
    expect(text).toContain('üzerine yazılmamıştı');
    expect(text).not.toContain('bankanın ekstresi henüz yoktu');
  });

  test('says so where it leaves differences out', () => {
    const one = { variance, ownerName: null };
    const said = (variances: (typeof one)[]) => textOf(facts({ variances, most: 1 })).join('\n');
    expect(said([one, one])).toContain('Yalnızca en eski 1 fark yazılıdır.');
    expect(said([one])).not.toContain('Yalnızca en eski');
  });
});
