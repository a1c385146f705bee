import { useTranslations } from 'next-intl';
import { Fact } from '#components/ui/facts.tsx';
import type { AccountFacts } from '#server/gateways/registry.ts';

/** How an account is set up, or that this cannot be read. */
export function AccountRows({ account }: { account: AccountFacts | null }) {
  const t = useTranslations('connections.facts');
  if (!account) return <Fact term={t('settings')}>{t('settingsUnreadable')}</Fact>;
  if (account.signsIn) return <Fact term={t('model')}>{t(`model${account.fiscalModel}`)}</Fact>;
  if (account.sells === 'online') return <OnlineRows account={account} />;
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

/** How an account is set up whose payers pay on its pages. */
function OnlineRows({ account }: { account: Extract<AccountFacts, { sells: 'online' }> }) {
  const t = useTranslations('connections.facts');
  const { currencies, installmentCounts, pageLivesMs, signsNotices, bankDay } = account;
  return (
    <>
      <Fact term={t('currencies')}>{currencies.join(', ')}</Fact>
      <Fact term={t('installments')}>{t('installmentsUpTo', { max: Math.max(...installmentCounts) })}</Fact>
      <Fact term={t('pages')}>{t('pagesLive', { minutes: pageLivesMs / 60_000 })}</Fact>
      <Fact term={t('notices')}>{t(signsNotices ? 'noticesSigned' : 'noticesUnsigned')}</Fact>
      <Fact term={t('bankDay')}>{t('bankDayEnds', { time: bankDay.cutOff, zone: bankDay.timeZone })}</Fact>
    </>
  );
}
