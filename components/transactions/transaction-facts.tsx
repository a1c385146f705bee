import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Amount } from '#components/money/amount.tsx';
import { formatDay } from '#components/time/format-time.ts';
import { Instant } from '#components/time/instant.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Fact, Facts } from '#components/ui/facts.tsx';
import type { TransactionDetail } from '#server/transactions/get-transaction.ts';
import { CardBrand } from './card-brand.tsx';
import { FiscalFacts } from './fiscal-facts.tsx';

/** The facts of a transaction; what one reads out on the telephone can be copied. */
export function TransactionFacts({
  transaction,
  timeZone,
  deviceHref,
  batch,
}: {
  transaction: TransactionDetail;
  timeZone: string;
  /** The terminal's page, for those who may see it. */
  deviceHref?: string;
  /** The batch in words, as a link where it has a page. */
  batch: ReactNode;
}) {
  const t = useTranslations('transactions.detail');
  const locale = useLocale();
  const { references, card, acquirer } = transaction;
  const at = (instant: Date | null) => instant && <Instant at={instant} timeZone={timeZone} detail="full" />;
  return (
    <section aria-labelledby="facts">
      <h2 id="facts" className="mb-2 text-base">
        {t('facts')} <span className="font-normal text-ink-soft text-xs">({timeZone})</span>
      </h2>
      <Facts>
        <Fact term={t('createdAt')}>{at(transaction.createdAt)}</Fact>
        <Fact term={t('settledAt')}>{at(transaction.settledAt)}</Fact>
        <Fact term={t(transaction.approval ? 'askedFor' : 'createdBy')}>{transaction.createdBy}</Fact>
        <Fact term={t('letBy')}>
          {transaction.approval &&
            (transaction.approval.isChecked ? transaction.approval.checker : t('letByNobody'))}
        </Fact>
        <Fact term={t('device')}>
          {deviceHref ? (
            <Link href={deviceHref} prefetch={false} className="underline underline-offset-2">
              {transaction.device.label}
            </Link>
          ) : (
            transaction.device.label
          )}
        </Fact>
        <Fact term={t('branch')}>{transaction.device.branchName}</Fact>
        <Fact term={t('paymentType')}>{transaction.paymentType === 'cash' && t('cash')}</Fact>
        <Fact term={t('card')} mono>
          {cardNumber(card)}
        </Fact>
        <Fact term={t('cardBrand')}>
          {transaction.cardBrand && <CardBrand brand={transaction.cardBrand} />}
        </Fact>
        <Fact term={t('cardType')}>{card.type && t(`cardTypes.${card.type}`)}</Fact>
        <Fact term={t('entryMode')}>{card.entryMode && t(`entryModes.${card.entryMode}`)}</Fact>
        <Fact term={t('installments')}>
          {transaction.installmentCount > 1 ? transaction.installmentCount : null}
        </Fact>
        <Fact term={t('surcharge')}>
          {transaction.surcharge.minor > 0 && <Amount money={transaction.surcharge} />}
        </Fact>
        <FiscalFacts fiscal={transaction.fiscal} />
        <OptionFacts options={transaction.options} />
        <Fact term={t('reason')}>{transaction.reason}</Fact>
        <Copied term={t('authCode')} value={references.authCode} />
        <Copied term={t('rrn')} value={references.rrn} />
        <Copied term={t('stan')} value={references.stan} />
        <Copied term={t('saleNumber')} value={references.saleNumber} />
        <Copied term={t('ours')} value={references.ours} />
        <Copied term={t('providerPaymentId')} value={references.providerPaymentId} />
        <Copied term={t('sessionId')} value={references.sessionId} />
        <Copied term={t('id')} value={transaction.id} />
        <Fact term={t('acquirer')}>{acquirer.name ?? acquirer.id}</Fact>
        <Fact term={t('issuer')}>{acquirer.issuerId}</Fact>
        <Copied term={t('tid')} value={acquirer.tid} />
        <Copied term={t('mid')} value={acquirer.mid} />
        <Fact term={t('businessDate')}>{formatDay(transaction.businessDate, locale)}</Fact>
        <Fact term={t('providerDate')}>
          {references.providerDate && formatDay(references.providerDate, locale)}
        </Fact>
        <Fact term={t('batch')}>{batch}</Fact>
      </Facts>
    </section>
  );
}

/** What the provider was told beside the amount. */
function OptionFacts({ options }: Pick<TransactionDetail, 'options'>) {
  const t = useTranslations('transactions.detail.options');
  if (!options) return null;
  return (
    <>
      <Fact term={t('invoiceNumber')}>{options.invoiceNumber}</Fact>
      <Fact term={t('description')}>{options.description}</Fact>
      <Fact term={t('email')}>{options.email}</Fact>
      <Fact term={t('terminalPrint')}>{!options.printsOnTerminal && t('notPrinted')}</Fact>
    </>
  );
}

function Copied({ term, value }: { term: string; value: string | null }) {
  if (!value) return null;
  return (
    <Fact term={term} mono>
      <span className="min-w-0 select-all">{value}</span>
      <CopyButton value={value} thing={term} />
    </Fact>
  );
}

/** `4543 60•• •••• 0006`, or only the end for those who may not see more. */
function cardNumber({ bin, last4 }: TransactionDetail['card']): string | null {
  if (!last4) return null;
  return bin ? `${bin.slice(0, 4)} ${bin.slice(4)}•• •••• ${last4}` : `•••• ${last4}`;
}
