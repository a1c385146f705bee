import { useTranslations } from 'next-intl';
import { Fact } from '#components/ui/facts.tsx';
import type { AccountFacts } from '#server/gateways/registry.ts';

/** How an account is set up, or that this cannot be read. */
export function AccountRows({ account }: { account: AccountFacts | null }) {
  const t = useTranslations('connections.facts');
  if (!account) return <Fact term={t('settings')}>{t('settingsUnreadable')}</Fact>;
  if (account.signsIn) return <Fact term={t('model')}>{t(`model${account.fiscalModel}`)}</Fact>;
  const { secondHost, currency, resultsAt, canQuery, readsBankTotals, bankDay } = account;
  return (
    <>
      {secondHost !== null && (
        <Fact term={t('secondHost')} mono>
          {secondHost}
        </Fact>
      )}
      <Fact term={t('currency')}>{currency}</Fact>
      <Fact term={t('results')}>{t(`results_${resultsAt}`)}</Fact>
      <Fact term={t('questions')}>{t(canQuery ? 'questionsOn' : 'questionsOff')}</Fact>
      <Fact term={t('bankTotals')}>{t(readsBankTotals ? 'bankTotalsOn' : 'bankTotalsOff')}</Fact>
      <Fact term={t('bankDay')}>{t('bankDayEnds', { time: bankDay.cutOff, zone: bankDay.timeZone })}</Fact>
    </>
  );
}
