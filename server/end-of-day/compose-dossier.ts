import { createTranslator } from 'next-intl';
import type { listVarianceStepsOf, VarianceListRow } from '#db/queries/variances.ts';
import { messages } from '#server/i18n/messages.ts';
import type { Locale } from '#server/kernel/locale.ts';
import type { SheetBlock, SheetDocument, SheetRow } from '#server/receipts/sheet.ts';
import { type IssuedReport, reportBlocks } from './compose-report-sheet.ts';
import type { SignOffView } from './get-sign-off.ts';
import { sidesBlocks } from './report-sheet-sides.ts';
import { verdictOf } from './report-verdict.ts';
import { type SheetWords, SILENT, sheetWords } from './sheet-words.ts';

/** A report and everything that came after it, as of an instant. */
export type DossierFacts = {
  at: Date;
  report: IssuedReport;
  signed: Pick<SignOffView, 'steps' | 'day' | 'sides'>;
  variances: Pick<VarianceListRow, 'variance' | 'ownerName'>[];
  /** How many of them are listed at most; one more tells that there are others. */
  most: number;
  varianceSteps: Awaited<ReturnType<typeof listVarianceStepsOf>>;
};

/**
 * A report together with what came after it, for somebody who audits the day: who signed, what differed, how it was accounted for,
 * the three sides as they are now, and the report as it was issued. It says as of when, and of which report by its hash. Pure.
 */
export function composeDossier(facts: DossierFacts, locale: Locale): SheetDocument {
  const words = sheetWords(locale);
  const tell = {
    words,
    say: createTranslator({ locale, messages: messages[locale], namespace: 'dossier' }),
    match: createTranslator({ locale, messages: messages[locale], namespace: 'match' }),
    at: (instant: Date) => words.at(instant, facts.report.content.timeZone),
  };
  const { say, at } = tell;
  const { content, number, hash, previousHash } = facts.report;
  const names = { merchant: content.merchantName, device: content.deviceLabel, number: String(number) };
  const asOf = at(facts.at);
  return {
    title: say('running', names),
    running: say('running', names),
    foot: say('foot', { ...names, at: asOf, hash: hash.slice(0, 16) }),
    band: content.environment === 'sandbox' ? words.say('sandbox') : null,
    blocks: [
      { kind: 'title', text: say('title'), beside: say('number', { number: String(number) }) },
      { kind: 'text', text: content.merchantName, isBold: true },
      {
        kind: 'banner',
        title: say('asOf', { at: asOf, zone: content.timeZone }),
        text: say('what'),
      },
      {
        kind: 'facts',
        columns: 1,
        facts: [
          { label: say('hash'), value: hash },
          { label: say('previousHash'), value: previousHash },
          { label: say('check'), value: say('intact') },
        ],
      },
      ...signBlocks(facts, tell),
      ...varianceBlocks(facts, tell),
      ...historyBlocks(facts, tell),
      ...nowBlocks(facts, tell),
      { kind: 'title', text: say('report'), beside: words.say('number', { number: String(number) }) },
      ...(content.sheet ? [] : [{ kind: 'text' as const, text: say('old') }]),
      ...reportBlocks(facts.report, words),
    ],
  };
}

type Tell = {
  words: SheetWords;
  say: ReturnType<typeof createTranslator<typeof messages.en, 'dossier'>>;
  match: ReturnType<typeof createTranslator<typeof messages.en, 'match'>>;
  at: (instant: Date) => string;
};

function signBlocks({ signed, report }: DossierFacts, { words, say, match, at }: Tell): SheetBlock[] {
  const { steps, day } = signed;
  const title: SheetBlock = { kind: 'heading', text: say('sign.title') };
  const locked = day && {
    day: words.day(report.content.businessDate),
    ...{ name: day.signer, at: at(day.signedAt), round: String(day.round) },
  };
  const asked = day?.askedAt && { name: day.asker ?? '', at: at(day.askedAt), reason: day.reason ?? '' };
  const told: SheetBlock[] = [
    ...(locked ? [{ kind: 'text' as const, text: say('sign.locked', locked), isBold: true }] : []),
    ...(asked ? [{ kind: 'text' as const, text: say('sign.asked', asked) }] : []),
  ];
  if (steps.length === 0) return [title, { kind: 'text', text: match('sign.unsigned') }, ...told];
  const table: SheetBlock = {
    kind: 'table',
    columns: (['step', 'at', 'comment'] as const).map((head) => ({
      head: say(`sign.${head}`),
      align: 'start',
    })),
    rows: steps.map(({ step, actor, at: when, comment }) => ({
      cells: [
        match(`sign.steps.${step}`, { name: actor ?? match('page.formerUser') }),
        at(when),
        comment ?? SILENT,
      ],
    })),
  };
  return [title, table, ...told];
}

function varianceBlocks(
  { variances: all, most, report }: DossierFacts,
  { words, say, match }: Tell,
): SheetBlock[] {
  const title: SheetBlock = { kind: 'heading', text: say('variances.title') };
  if (all.length === 0) return [title, { kind: 'text', text: say('variances.none') }];
  const variances = all.slice(0, most);
  const { figures, signed } = words;
  const { totalsBy } = report.content;
  const nameOf = (variance: VarianceListRow['variance']) => {
    const { kind, acquirerId, acquirerName, providerPaymentId, transactionId } = variance;
    const name = acquirerId || acquirerName ? words.nameOf(variance, totalsBy) : '';
    switch (kind) {
      case 'sum':
        return name ? match('kind.sum', { name }) : match('kind.sumUnnamed');
      case 'payment':
        return match('kind.payment', { id: providerPaymentId ?? '' });
      case 'statement':
        return name ? match('kind.statement', { name }) : match('kind.statementUnnamed');
      case 'late':
        return `${match('kind.late')}: ${transactionId ?? ''}`;
    }
  };
  const start = (head: string) => ({ head, align: 'start' as const });
  const end = (head: string) => ({ head, align: 'end' as const });
  const table: SheetBlock = {
    kind: 'table',
    columns: [
      start(say('variances.number')),
      start(say('variances.what')),
      start(words.say('sides.currency')),
      end(words.say('sides.ours')),
      end(say('variances.theirs')),
      end(say('variances.difference')),
      start(say('variances.state')),
      start(say('variances.cause')),
      start(say('variances.owner')),
    ],
    rows: variances.map(({ variance, ownerName }, index) => ({
      cells: [
        String(index + 1),
        nameOf(variance),
        variance.currency,
        figures(variance.oursMinor, variance.currency),
        figures(variance.theirsMinor, variance.currency),
        signed(variance.differenceMinor, variance.currency),
        match(`state.${variance.state}`),
        variance.cause ? match(`cause.${variance.cause}`) : SILENT,
        ownerName ?? SILENT,
      ],
    })),
  };
  const cut = say('variances.cut', { count: String(most) });
  return [title, table, ...(all.length <= most ? [] : [{ kind: 'text' as const, text: cut }])];
}

/** Every word that was said about a difference, by whom and when, and the operations it was put down to. */
function historyBlocks(
  { variances: all, most, varianceSteps }: DossierFacts,
  { say, match, at }: Tell,
): SheetBlock[] {
  if (all.length === 0) return [];
  const variances = all.slice(0, most);
  const ofVariance = Map.groupBy(varianceSteps, ({ varianceId }) => varianceId);
  const rows = variances.flatMap(({ variance }, index): SheetRow[] => {
    const place = String(index + 1);
    const steps = ofVariance.get(variance.id) ?? [];
    const { causedBy } = variance;
    return [
      { cells: [place, say('history.opened'), at(variance.openedAt), SILENT] },
      ...steps.map(({ step, actor, at: when, text }): SheetRow => {
        const what = match(`step.${step}`, { name: actor ?? match('page.formerUser') });
        return { cells: [place, what, at(when), text || SILENT] };
      }),
      ...(causedBy.length === 0
        ? []
        : [{ cells: [place, say('history.operations'), '', causedBy.join(' ')] }]),
    ];
  });
  return [
    { kind: 'heading', text: say('history.title') },
    {
      kind: 'table',
      columns: [
        { head: say('variances.number'), align: 'start' },
        ...(['step', 'at', 'text'] as const).map((head) => ({
          head: say(`history.${head}`),
          align: 'start' as const,
        })),
      ],
      rows,
    },
  ];
}

function nowBlocks({ report, signed, at: now }: DossierFacts, { words, say, at }: Tell): SheetBlock[] {
  const { content } = report;
  const { verdict } = verdictOf(content, signed.sides);
  const frame = { title: say('sides.title', { at: at(now) }), note: say('sides.note') };
  return [
    ...sidesBlocks(content, signed.sides, words, frame),
    {
      kind: 'text',
      text: say('sides.verdict', { verdict: words.say(`verdict.${verdict}`) }),
      isBold: true,
    },
  ];
}
