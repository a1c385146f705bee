import { getLocale } from 'next-intl/server';
import { messages } from '#server/i18n/messages.ts';
import { readKey } from '#server/journals/account-map.ts';
import { sayRole } from '#server/journals/say-role.ts';

/** Says what an account is for, given its key, in the language of the page. */
export async function accountWords(
  cards: readonly { id: string; name: string | null }[],
): Promise<(key: string) => string> {
  const locale = await getLocale();
  const { journal, connections } = messages[locale];
  const providers = new Map<string, string>(Object.entries(connections.providers));
  const names = new Map(cards.map(({ id, name }) => [id, name]));
  const nameOf = (card: string) =>
    names.get(card) ?? (card.startsWith('@') ? (providers.get(card.slice(1)) ?? card.slice(1)) : card);
  return (key) => {
    const known = readKey('xero', key);
    return known ? sayRole(known, journal.roles, locale, nameOf) : key;
  };
}
