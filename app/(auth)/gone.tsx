import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { chooseLocale } from '#app/locale-action.ts';
import { EntryFrame } from '#components/auth/entry-frame.tsx';
import { ClientMessages } from '#components/i18n/client-messages.tsx';
import { LanguageSwitch } from '#components/i18n/language-switch.tsx';
import { buttonLook } from '#components/ui/button.tsx';

/** What an address opens that opens nothing, whatever the reason: the same for all of them. */
export async function Gone() {
  const t = await getTranslations('join.gone');
  return (
    <ClientMessages>
      <EntryFrame title={t('title')} lead={t('text')} footer={<LanguageSwitch action={chooseLocale} />}>
        <Link href="/signin" className={buttonLook('secondary', 'lg')}>
          {t('action')}
        </Link>
      </EntryFrame>
    </ClientMessages>
  );
}
