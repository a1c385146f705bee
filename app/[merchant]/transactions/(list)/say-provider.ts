import { getTranslations } from 'next-intl/server';
import { FILTER_PROVIDERS } from '#server/transactions/transaction-filter.ts';

/** What providers are called; a word that names none stays as it is. */
export async function sayProvider(): Promise<(provider: string) => string> {
  const t = await getTranslations('connections.providers');
  return (provider) => {
    const known = FILTER_PROVIDERS.find((one) => one === provider);
    return known ? t(known) : provider;
  };
}
