import { getTranslations } from 'next-intl/server';
import { toReason } from '#components/transactions/reason.ts';

/** Why something was declined, in a sentence; a word that this version does not know stays as it is. */
export async function sayReason(): Promise<(reason: string) => string> {
  const t = await getTranslations('reason');
  return (text) => {
    const reason = toReason(text);
    return reason ? t(`${reason}.why`) : text;
  };
}
