import { useLocale, useTranslations } from 'next-intl';
import { Fragment } from 'react';
import { AcquirerName } from '#components/batches/acquirer-name.tsx';
import { formatDay } from '#components/time/format-time.ts';
import { Instant } from '#components/time/instant.tsx';
import { TransactionAmount } from '#components/transactions/transaction-amount.tsx';
import { Fact, Facts } from '#components/ui/facts.tsx';
import type { BankPart, ReportContent } from '#server/end-of-day/report.ts';
import { Part } from './report-part.tsx';

/** What only the report of a batch has that the bank closed by itself: whose figures these are, and what is of earlier days. */
export function BankParts({ content, bank }: { content: ReportContent; bank: BankPart }) {
  const t = useTranslations('endOfDay.report.bank');
  const typed = content.terminal.filter((line) => line.source === 'typed');
  return (
    <>
      {bank.late.length > 0 && (
        <Part title={t('late')} note={t('lateNote')}>
          <LateTable lines={bank.late} by={content.totalsBy} />
        </Part>
      )}
      <Part title={t('source')} note={t('frozen')}>
        <Facts>
          {bank.readAt && (
            <Fact term={t('readAt')}>
              <Instant at={bank.readAt} timeZone={content.timeZone} detail="full" />
            </Fact>
          )}
          <Fact term={t('checkedBy')}>{bank.checkedBy}</Fact>
          <Fact term={t('typedBy')}>{bank.typedBy}</Fact>
          {typed.length > 0 && (
            <Fact term={t('typedFigures')}>
              <span>
                {typed.map(({ acquirerId: id, acquirerName: name, currency }, place) => (
                  <Fragment key={`${currency} ${id}`}>
                    {place > 0 && ', '}
                    <AcquirerName id={id} name={name} by={content.totalsBy} />
                  </Fragment>
                ))}
              </span>
            </Fact>
          )}
          <Fact term={t(bank.typedBy ? 'typedAt' : 'enteredAt')}>
            <Instant at={content.closedAt} timeZone={content.timeZone} detail="full" />
          </Fact>
          <Fact term={t('batchNumber')} mono>
            {bank.batchNumber}
          </Fact>
          <Fact term={t('numberNote')}>{bank.numberNote}</Fact>
        </Facts>
      </Part>
    </>
  );
}

function LateTable({ lines, by }: { lines: BankPart['late']; by: ReportContent['totalsBy'] }) {
  const t = useTranslations('endOfDay.report');
  const days = useTranslations('endOfDay');
  const kinds = useTranslations('transactions.kind');
  const locale = useLocale();
  return (
    <table className="eod-figures">
      <caption className="sr-only">{t('bank.late')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('bank.operation')}</th>
          <th scope="col">{days('bankDay')}</th>
          <th scope="col">{t(by === 'card_brand' ? 'bank.cardType' : 'acquirer')}</th>
          <th scope="col" data-align="end">
            {t('amount')}
          </th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.id}>
            <th scope="row" className="font-normal">
              {kinds(line.kind)}
            </th>
            <td>{formatDay(line.bankDate, locale)}</td>
            <td>
              <AcquirerName id={line.acquirerId} name={line.acquirerName} by={by} />
            </td>
            <td data-align="end">
              <TransactionAmount
                kind={line.kind}
                amount={{ minor: line.amountMinor, currency: line.currency }}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
