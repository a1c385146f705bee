import { useTranslations } from 'next-intl';
import { Fact } from '#components/ui/facts.tsx';
import type { TransactionDetail } from '#server/transactions/get-transaction.ts';

type Fiscal = NonNullable<TransactionDetail['fiscal']>;

/** Which document belongs to a sale, to whom it is made out and where it is sent, as far as the reader may see it. */
export function FiscalFacts({ fiscal }: { fiscal: Fiscal | null }) {
  const t = useTranslations('transactions.detail.fiscal');
  if (!fiscal) return null;
  const { buyer, notice } = fiscal;
  return (
    <>
      <Fact term={t('document')}>{t(`documents.${fiscal.document}`)}</Fact>
      <Fact term={t('buyer')}>{buyer && nameOf(buyer)}</Fact>
      <Fact term={t('taxNumber')} mono>
        {buyer?.taxNumber}
      </Fact>
      <Fact term={t('taxOffice')} mono>
        {buyer?.taxOfficeCode}
      </Fact>
      <Fact term={t('place')}>{buyer && [buyer.district, buyer.city, buyer.country].join(', ')}</Fact>
      <Fact term={t('phone')} mono>
        {notice.phone}
      </Fact>
      <Fact term={t('email')}>{notice.email}</Fact>
    </>
  );
}

function nameOf(buyer: NonNullable<Fiscal['buyer']>): string {
  if (buyer.kind === 'company') return buyer.companyName;
  return [buyer.firstName, buyer.middleName, buyer.familyName].filter(Boolean).join(' ');
}
