import { getTranslations } from 'next-intl/server';
import type { FormChoices } from '#components/transactions/filter-form.tsx';
import type { FilterChoices } from '#server/transactions/list-filter-choices.ts';
import { FILTER_PROVIDERS } from '#server/transactions/transaction-filter.ts';
import { sayProvider } from './say-provider.ts';

/** What the form of the filter offers, each with the words for it. */
export async function formChoices({
  devices,
  branches,
  people,
  acquirers,
}: FilterChoices): Promise<FormChoices> {
  const [t, provider] = await Promise.all([getTranslations('find'), sayProvider()]);
  return {
    device: devices.map((one) => [one.deviceId, `${one.label} · ${one.branchName}`]),
    branch: branches.map((one) => [one.id, one.name]),
    provider: FILTER_PROVIDERS.map((one) => [one, provider(one)]),
    acquirer: acquirers.map((one) => [one.id, one.name ?? one.id]),
    user: [['me', t('me')], ...people.map((one): [string, string] => [one.id, one.name])],
  };
}
