import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { formatAmount } from '#components/money/format-amount.ts';
import { Slip } from '#components/receipts/slip.tsx';
import { SlipChoice } from '#components/receipts/slip-choice.tsx';
import { oneParam, type SearchParams } from '#components/tables/search-params.ts';
import { formatInstant } from '#components/time/format-time.ts';
import { ASKER_HEADER } from '#server/auth/asker.ts';
import { createRateLimit } from '#server/auth/rate-limit.ts';
import { isLocale, LOCALES } from '#server/kernel/locale.ts';
import { fitColumns } from '#server/receipts/fit-columns.ts';
import { type PublicSlip, readLink } from '#server/receipts/read-link.ts';
import { getRuntime } from '#server/runtime/runtime.ts';

type PublicSlipProps = { params: Promise<{ token: string }>; searchParams: Promise<SearchParams> };

/** Fast enough for a family behind one address, too slow to look through secrets. */
const limit = createRateLimit({ burst: 60, perMinute: 60 });

/** Title and page of one render show the same slip, and count as one question. */
const load = cache(async (token: string, asked: string | undefined): Promise<PublicSlip> => {
  const sent = await headers();
  const asker = sent.get(ASKER_HEADER) ?? '';
  const language = isLocale(asked) ? asked : null;
  return (await readLink(getRuntime(), limit, { token, asker, asked: language })) ?? notFound();
});

export async function generateMetadata({ params, searchParams }: PublicSlipProps): Promise<Metadata> {
  const [{ token }, asked] = await Promise.all([params, searchParams]);
  const { language, merchantName } = await load(token, oneParam(asked, 'lang'));
  const t = await getTranslations({ locale: language, namespace: 'publicSlip' });
  return {
    title: { absolute: t('title', { merchant: merchantName }) },
    robots: { index: false, follow: false, noarchive: true, nosnippet: true },
  };
}

/**
 * A slip as its customer sees it, in the language they choose. Needs no session: who has the address was given it, until it
 * expires or is revoked. Everything else is the one page that says that there is nothing here.
 */
export default async function PublicSlipPage({ params, searchParams }: PublicSlipProps) {
  const [{ token }, asked] = await Promise.all([params, searchParams]);
  const slip = await load(token, oneParam(asked, 'lang'));
  const { language, receipt, expiresAt, timeZone } = slip;
  const [t, kinds, languages] = await Promise.all([
    getTranslations({ locale: language, namespace: 'publicSlip' }),
    getTranslations({ locale: language, namespace: 'transactions.kind' }),
    getTranslations({ locale: language, namespace: 'frame.languages' }),
  ]);
  const label = t('label', { kind: kinds(slip.kind), amount: formatAmount(slip.amount, language) });
  return (
    <main
      lang={language}
      className="mx-auto grid min-h-dvh max-w-2xl content-start gap-5 px-2 py-6 print:p-0"
    >
      <div className="flex justify-center print:hidden">
        <SlipChoice
          label={t('language')}
          options={LOCALES.map((lang) => ({
            href: `/r/${token}?lang=${lang}`,
            name: languages(lang),
            isCurrent: lang === language,
            lang,
          }))}
        />
      </div>
      <h1 className="sr-only">{label}</h1>
      <Slip
        receipt={fitColumns(receipt, 48)}
        label={label}
        language={language}
        className="flex justify-center max-sm:hidden print:flex"
      />
      <Slip
        receipt={fitColumns(receipt, 32)}
        label={label}
        language={language}
        className="flex justify-center sm:hidden print:hidden"
      />
      <p className="text-center text-ink-soft text-xs print:hidden">
        {t('duplicate')} {t('until', { time: formatInstant(expiresAt, timeZone, language, 'full') })}
      </p>
    </main>
  );
}
