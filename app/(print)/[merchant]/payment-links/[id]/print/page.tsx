import type { Metadata } from 'next';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { turnAway } from '#app/[merchant]/receipts/found.ts';
import { PrintSheet } from '#components/receipts/print-sheet.tsx';
import { Slip } from '#components/receipts/slip.tsx';
import { SlipChoice } from '#components/receipts/slip-choice.tsx';
import { oneParam, type SearchParams } from '#components/tables/search-params.ts';
import { Alert } from '#components/ui/alert.tsx';
import { buttonLook } from '#components/ui/button.tsx';
import { pageContext } from '#server/auth/page-context.ts';
import { composePoster } from '#server/payment-links/compose-poster.ts';
import { getLink } from '#server/payment-links/get-link.ts';
import { fitColumns } from '#server/receipts/fit-columns.ts';
import { PAPER, PAPERS } from '#server/receipts/paper.ts';
import { usesSandbox } from '#server/terminals/uses-sandbox.ts';

type PrintPageProps = {
  params: Promise<{ merchant: string; id: string }>;
  searchParams: Promise<SearchParams>;
};

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('paymentLink.printPage');
  return { title: t('title') };
}

/** A sheet: as many columns as the wide roll has, in a larger letter. */
const SHEET = { columns: PAPER[80].columns, widthMm: 210 };

/** The code of a page to pay on, on a roll or a sheet of paper, without the portal's frame. */
export default async function LinkPrintPage({ params, searchParams }: PrintPageProps) {
  const [{ merchant, id }, asked] = await Promise.all([params, searchParams]);
  const ctx = await pageContext(merchant, 'sale:start');
  const link = await getLink(ctx, id).catch(turnAway);
  const t = await getTranslations('paymentLink.printPage');
  const roll = PAPERS.find((paper) => paper === oneParam(asked, 'paper'));
  const isSheet = oneParam(asked, 'paper') === 'a4';
  const { columns, widthMm } = isSheet ? SHEET : PAPER[roll ?? '80'];
  const pathname = `/${merchant}/payment-links/${id}`;
  const back = (
    <Link href={pathname} prefetch={false} className={buttonLook()}>
      {t('back')}
    </Link>
  );
  const poster = composePoster(ctx.merchant, link, await usesSandbox(ctx));
  if (!poster) {
    return (
      <main className="mx-auto grid max-w-2xl gap-4 p-6">
        <Alert kind="warning" title={t('over')} action={back} />
      </main>
    );
  }
  return (
    <main className="p-6 max-md:px-0 print:p-0">
      <PrintSheet
        printKey={null}
        label={t('dialog')}
        paperMm={widthMm}
        slip={
          <Slip
            receipt={fitColumns(poster, columns)}
            label={t('title')}
            language={link.language}
            className="flex justify-center"
          />
        }
      >
        {back}
        <SlipChoice
          label={t('paper')}
          options={[
            ...PAPERS.map((paper) => ({
              href: `${pathname}/print?paper=${paper}`,
              name: t('mm', { width: paper }),
              isCurrent: widthMm === PAPER[paper].widthMm,
            })),
            { href: `${pathname}/print?paper=a4`, name: t('a4'), isCurrent: isSheet },
          ]}
        />
      </PrintSheet>
    </main>
  );
}
