'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { type FormState, idleForm } from '#components/forms/form-state.ts';
import { SubmitButton } from '#components/forms/submit-button.tsx';
import { formatInstant } from '#components/time/format-time.ts';
import type { SlipLink } from '#server/receipts/get-slip.ts';

type LinkListProps = {
  /** Newest first. */
  links: readonly SlipLink[];
  timeZone: string;
  revoke: (state: FormState, form: FormData) => Promise<FormState>;
};

/** The links to a slip that were made so far; what still opens can be revoked. */
export function LinkList({ links, timeZone, revoke }: LinkListProps) {
  const t = useTranslations('slip.link');
  const locale = useLocale();
  const [state, send] = useActionState(revoke, idleForm);
  if (links.length === 0) return null;
  return (
    <section aria-label={t('existing')} className="grid gap-1">
      <h3 className="font-medium text-xs">{t('existing')}</h3>
      <ul className="divide-y border-y">
        {links.map((link) => (
          <li key={link.id} className="flex items-center justify-between gap-2 py-1.5">
            <span className="min-w-0">
              {t('madeBy', { name: link.name ?? t('former') })}
              <span className="block text-ink-soft text-xs">
                {t(`state.${link.state}`, { time: formatInstant(link.expiresAt, timeZone, locale, 'full') })}
              </span>
            </span>
            {link.state === 'open' && (
              <form action={send}>
                <input type="hidden" name="linkId" value={link.id} />
                <SubmitButton variant="secondary" busy={t('revoking')}>
                  {t('revoke')}
                </SubmitButton>
              </form>
            )}
          </li>
        ))}
      </ul>
      <p role="status" className="text-stopped empty:hidden">
        {state.formError}
      </p>
    </section>
  );
}
