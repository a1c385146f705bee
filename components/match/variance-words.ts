import type { useTranslations } from 'next-intl';
import type { ShownVariance } from '#server/end-of-day/list-variances.ts';

type About = Pick<ShownVariance['variance'], 'kind' | 'acquirerId' | 'acquirerName' | 'providerPaymentId'>;

/** What a variance is about, in a few words. */
export function varianceWords(
  { kind, acquirerId, acquirerName, providerPaymentId }: About,
  t: ReturnType<typeof useTranslations<'match'>>,
): string {
  const name = acquirerName ?? acquirerId;
  switch (kind) {
    case 'sum':
      return name === '' ? t('kind.sumUnnamed') : t('kind.sum', { name });
    case 'payment':
      return t('kind.payment', { id: providerPaymentId ?? '' });
    case 'statement':
      return name === '' ? t('kind.statementUnnamed') : t('kind.statement', { name });
    case 'late':
      return t('kind.late');
  }
}
