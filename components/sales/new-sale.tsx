'use client';

import { Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Arriving } from '#components/ui/arriving.tsx';
import { Button } from '#components/ui/button.tsx';
import { Sheet } from '#components/ui/dialog.tsx';
import { onUse } from '#components/ui/on-use.ts';
import type { SaleProps } from './sale-in-steps.tsx';

// The form is more than half of what a page would load for it, and most pages are looked at without it.
const { Part: SaleInSteps, near } = onUse(() => import('./sale-in-steps.tsx'));

type NewSaleProps = SaleProps & {
  /** On the page of a device, beside the button of the frame: says so, and leaves the key to that one. */
  isHere?: boolean;
};

/**
 * The button that opens a new sale from anywhere, also by its key (`components/palette`), and the sheet in which it is made and
 * followed.
 */
export function NewSale(props: NewSaleProps) {
  const t = useTranslations('sale');
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        variant={props.isHere ? 'secondary' : 'primary'}
        aria-haspopup="dialog"
        aria-keyshortcuts={props.isHere ? undefined : 'n'}
        {...near}
        onClick={() => setOpen(true)}
      >
        <Plus aria-hidden /> {props.isHere ? t('newHere') : t('new')}
      </Button>
      <Sheet open={isOpen} onOpenChange={setOpen} title={t('title')} description={t('sentence')}>
        <Arriving rows={6} label={t('title')}>
          <SaleInSteps {...props} />
        </Arriving>
      </Sheet>
    </>
  );
}
