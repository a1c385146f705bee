import { ArrowRight } from 'lucide-react';
import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Amount } from '#components/money/amount.tsx';
import { formatAmount } from '#components/money/format-amount.ts';
import { Instant } from '#components/time/instant.tsx';
import { buttonLook } from '#components/ui/button.tsx';
import { Card, CardBody } from '#components/ui/card.tsx';
import type { AtBank, ToldSuspect } from '#server/end-of-day/get-variance.ts';
import type { NamedOperation } from '#server/end-of-day/to-candidate.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';
import { suspectSentence } from './suspect-sentence.ts';

type SuspectCardProps = {
  merchant: string;
  place: number;
  suspect: ToldSuspect;
  operations: NamedOperation[];
  atBank: ReadonlyMap<TransactionId, AtBank>;
  currency: CurrencyCode;
  timeZone: string;
  isByBank: boolean;
  /** What closes the difference with it; absent where nobody may. */
  children?: ReactNode;
};

/** More are counted, not named. */
const MOST_NAMED = 6;

/** What may have caused a difference: which operations, what speaks for it, how well it fits, and the next step. */
export function SuspectCard({ suspect, place, operations, currency, children, ...rest }: SuspectCardProps) {
  const t = useTranslations('match');
  const locale = useLocale();
  const { merchant, isByBank } = rest;
  const { cause, leftMinor, effectMinor, otherBatchId } = suspect;
  const amount = (minor: number) => formatAmount({ minor, currency }, locale);
  const named = operations.slice(0, MOST_NAMED);
  const isOpen = operations.some(({ state }) => state === 'unknown' || state === 'awaiting');
  return (
    <Card>
      <CardBody className="grid gap-3">
        <div className="grid gap-1">
          <h3 className="text-base">{t('suspect.rank', { place, cause: t(`cause.${cause}`) })}</h3>
          <p className="max-w-[70ch] text-pretty text-sm">{suspectSentence(suspect, isByBank, t)}</p>
          <p className={leftMinor === 0 ? 'font-medium text-approved text-sm' : 'text-ink-soft text-sm'}>
            {leftMinor === 0
              ? t('suspect.exact')
              : t('suspect.partial', { effect: amount(effectMinor), left: amount(leftMinor) })}
          </p>
        </div>
        <ul className="grid gap-2">
          {named.map((operation) => (
            <li key={operation.id}>
              <Operation {...rest} operation={operation} atBank={rest.atBank.get(operation.id)} />
            </li>
          ))}
          {operations.length > named.length && (
            <li className="text-ink-soft text-sm">
              {t('suspect.more', { count: operations.length - named.length })}
            </li>
          )}
        </ul>
        {(otherBatchId || isOpen) && (
          <div className="flex flex-wrap gap-2">
            {isOpen && named[0] && (
              <Link
                href={`/${merchant}/transactions/${named[0].id}`}
                prefetch={false}
                className={buttonLook('secondary')}
              >
                {t('suspect.ask')}
              </Link>
            )}
            {otherBatchId && (
              <Link
                href={`/${merchant}/batches/${otherBatchId}`}
                prefetch={false}
                className={buttonLook('secondary')}
              >
                {t('suspect.otherBatch')} <ArrowRight aria-hidden />
              </Link>
            )}
          </div>
        )}
        {children}
      </CardBody>
    </Card>
  );
}

/** One operation that a suspect or an explanation names. */
export function Operation({
  merchant,
  operation,
  timeZone,
  atBank,
}: Pick<SuspectCardProps, 'merchant' | 'timeZone'> & { operation: NamedOperation; atBank?: AtBank }) {
  const t = useTranslations('match.suspect');
  const said = useTranslations('match.said');
  const kinds = useTranslations('transactions.kind');
  const { id, kind, amountMinor: minor, currency, last4, authCode, createdAt, sentAt, settledAt } = operation;
  return (
    <div className="rounded-md border px-3 py-2 text-sm">
      <Link
        href={`/${merchant}/transactions/${id}`}
        prefetch={false}
        className="font-medium underline underline-offset-2"
      >
        {kinds(kind)} <Amount money={{ minor, currency }} />
      </Link>
      <p className="flex flex-wrap gap-x-3 text-ink-soft">
        {last4 && <span>{t('card', { last4 })}</span>}
        {authCode && <span>{t('auth', { code: authCode })}</span>}
        <span>
          {t('sent')} <Instant at={sentAt ?? createdAt} timeZone={timeZone} />
        </span>
        {settledAt && (
          <span>
            {t('settled')} <Instant at={settledAt} timeZone={timeZone} />
          </span>
        )}
      </p>
      {atBank === null && <p>{said('notAtBank')}</p>}
      {atBank && (
        <p className="[overflow-wrap:anywhere]">
          {said('atBank', {
            file: atBank.line.fileName,
            line: atBank.line.line,
            finding: said(`is.${atBank.finding}`),
          })}
        </p>
      )}
    </div>
  );
}
