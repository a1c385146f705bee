'use client';

import { Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { FormState } from '#components/forms/form-state.ts';
import { Arriving } from '#components/ui/arriving.tsx';
import { Button } from '#components/ui/button.tsx';
import { Sheet } from '#components/ui/dialog.tsx';
import { onUse } from '#components/ui/on-use.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import type { Locale } from '#server/kernel/locale.ts';
import type { OnlineTill } from '#server/payment-links/list-online-tills.ts';

const { Part: LinkInSteps, near } = onUse(() => import('./link-in-steps.tsx'));

/** What the actions that make and renew a link answer. */
export type LinkState = FormState & { value?: { transactionId: TransactionId } };
/** An action that makes or renews a link. */
export type LinkAction = (state: LinkState, form: FormData) => Promise<LinkState>;

/** What a link is made of and with. */
export type NewLinkProps = {
  merchantSlug: string;
  tills: OnlineTill[];
  /** What most payers of the merchant speak. */
  language: Locale;
  action: LinkAction;
};

/** The button that opens a new payment link, and the sheet in which it is written. */
export function NewLink(props: NewLinkProps) {
  const t = useTranslations('paymentLink');
  return (
    <Sheet
      title={t('new')}
      description={t('newSentence')}
      trigger={
        <Button variant="primary" {...near}>
          <Plus aria-hidden /> {t('new')}
        </Button>
      }
    >
      <Arriving rows={6} label={t('new')}>
        <LinkInSteps {...props} />
      </Arriving>
    </Sheet>
  );
}
