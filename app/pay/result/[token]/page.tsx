import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { formatAmount } from '#components/money/format-amount.ts';
import { formatInstant } from '#components/time/format-time.ts';
import { Card, CardBody } from '#components/ui/card.tsx';
import { Fact, Facts } from '#components/ui/facts.tsx';
import { type PublicResult, readResult } from '#server/payment-links/read-result.ts';
import { getRuntime } from '#server/runtime/runtime.ts';

type ResultProps = { params: Promise<{ token: string }> };

export async function generateMetadata({ params }: ResultProps): Promise<Metadata> {
  const result = await readResult(getRuntime(), (await params).token);
  if (!result) return {};
  const t = await getTranslations({ locale: result.language, namespace: 'pay' });
  return { title: { absolute: t(`title.${result.status}`) } };
}

/** Seconds after which an open result is looked at again; a look into fraud takes hours. */
const AGAIN_AFTER = { waiting: 3, in_review: 60, paid: null, given_back: null, over: null } as const;

/**
 * What a payer sees who came back from a provider's page, in the language of the link: how the payment stands by our own books,
 * which follow our own question to the provider. Needs no session; who has the address was sent here.
 */
export default async function ResultPage({ params }: ResultProps) {
  const result = await readResult(getRuntime(), (await params).token);
  if (!result) notFound();
  const { language, status, merchantName: merchant } = result;
  const t = await getTranslations({ locale: language, namespace: 'pay' });
  const again = AGAIN_AFTER[status];
  return (
    <main lang={language} className="mx-auto grid min-h-dvh max-w-md content-center gap-4 px-4 py-10">
      {again !== null && <meta httpEquiv="refresh" content={String(again)} />}
      {result.environment === 'sandbox' && (
        <p className="rounded-md bg-sandbox px-3 py-1 text-center text-on-sandbox text-sm">{t('sandbox')}</p>
      )}
      <div role="status" data-status={status}>
        <h1 className="text-xl">{t(`title.${status}`)}</h1>
        <p className="text-ink-soft">{t(`text.${status}`, { merchant })}</p>
        {status === 'waiting' && result.isDeclined && <p className="mt-2">{t('text.declined')}</p>}
      </div>
      <Card>
        <CardBody>
          <ResultFacts result={result} />
        </CardBody>
      </Card>
    </main>
  );
}

async function ResultFacts({ result }: { result: PublicResult }) {
  const { language, amount, surcharge, paidAt, timeZone } = result;
  const t = await getTranslations({ locale: language, namespace: 'pay.facts' });
  return (
    <Facts>
      <Fact term={t('amount')}>{formatAmount(amount, language)}</Fact>
      {surcharge.minor > 0 && <Fact term={t('surcharge')}>{formatAmount(surcharge, language)}</Fact>}
      <Fact term={t('for')}>{result.description}</Fact>
      <Fact term={t('to')}>{result.merchantName}</Fact>
      {paidAt && <Fact term={t('paidAt')}>{formatInstant(paidAt, timeZone, language, 'full')}</Fact>}
      <Fact term={t('reference')} mono>
        {result.reference}
      </Fact>
    </Facts>
  );
}
