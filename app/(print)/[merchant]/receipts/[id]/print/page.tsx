import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { printAction } from '#app/[merchant]/receipts/actions.ts';
import { turnAway } from '#app/[merchant]/receipts/found.ts';
import { PrintButton } from '#components/receipts/print-button.tsx';
import { PrintSheet } from '#components/receipts/print-sheet.tsx';
import { Slip } from '#components/receipts/slip.tsx';
import { oneParam, type SearchParams } from '#components/tables/search-params.ts';
import { Alert } from '#components/ui/alert.tsx';
import { buttonLook } from '#components/ui/button.tsx';
import { pageContext } from '#server/auth/page-context.ts';
import { fitColumns } from '#server/receipts/fit-columns.ts';
import { openPrint } from '#server/receipts/open-print.ts';
import { readSheet, SHEET } from '#server/receipts/paper.ts';
import { readLanguage } from '#server/receipts/read-language.ts';
import { chooseVersion } from '#server/receipts/slip-version.ts';

type PrintPageProps = {
  params: Promise<{ merchant: string; id: string }>;
  searchParams: Promise<SearchParams>;
};

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('receipt.printPage');
  return { title: t('title') };
}

/** A counted print on its own, without the portal's frame: what leaves on paper is the slip and nothing else. */
export default async function PrintPage({ params, searchParams }: PrintPageProps) {
  const [{ merchant, id }, asked] = await Promise.all([params, searchParams]);
  const ctx = await pageContext(merchant, 'receipts:print');
  const askedLanguage = oneParam(asked, 'lang');
  const paper = readSheet(oneParam(asked, 'paper'));
  const askedCopy = oneParam(asked, 'copy');
  const opened = openPrint(ctx, id, oneParam(asked, 'print'), askedLanguage, askedCopy);
  const { slip, print } = await opened.catch(turnAway);
  if (!slip.facts) notFound();
  const language = readLanguage(askedLanguage, slip);
  const copy = chooseVersion(slip.printed, askedCopy);
  const [t, sheets] = await Promise.all([getTranslations('receipt'), getTranslations('slip.onPaper')]);
  const back = (
    <Link
      href={`/${merchant}/receipts/${slip.id}?${new URLSearchParams({ lang: language, paper, copy })}`}
      prefetch={false}
      className={buttonLook()}
    >
      {t('backToSlip')}
    </Link>
  );
  if (!print) {
    return (
      <main className="mx-auto grid max-w-2xl gap-4 p-6">
        <Alert kind="warning" title={t('printPage.ended')} action={back}>
          {t('printPage.endedText')}
        </Alert>
      </main>
    );
  }
  return (
    <main className="p-6 max-md:px-0 print:p-0">
      <p data-frame className="mx-auto mb-3 max-w-2xl text-ink-soft text-sm">
        {t('printPage.ready', { number: print.number })} {sheets(paper)}
      </p>
      <PrintSheet
        printKey={`${slip.id} ${print.number}`}
        label={t('printPage.dialog')}
        paperMm={SHEET[paper].widthMm}
        slip={
          <Slip
            receipt={fitColumns(print.receipt, SHEET[paper].columns)}
            label={t('printPage.title')}
            language={language}
            className="flex justify-center"
          />
        }
      >
        {back}
        <PrintButton
          transactionId={slip.id}
          slip={{ language, paper, copy }}
          action={printAction.bind(null, merchant)}
          label={t('printPage.again')}
          busy={t('printing')}
          variant="secondary"
        />
      </PrintSheet>
    </main>
  );
}
