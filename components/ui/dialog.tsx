'use client';

import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { buttonLook } from './button.tsx';
import { classNames } from './class-names.ts';

type DialogProps = {
  /** Given together with `onOpenChange` when opening is decided outside; else the `trigger` opens it. */
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  /** The element that opens it. */
  trigger?: ReactNode;
  title: ReactNode;
  /** The sentence under the title. */
  description?: ReactNode;
  children: ReactNode;
  /** Buttons at the foot, the one that acts last. */
  footer?: ReactNode;
  className?: string;
};

/** A question in the way of the page. Focus is held inside, Escape closes, focus returns to what opened it. */
export function Dialog(props: DialogProps) {
  return (
    <Floating
      {...props}
      place="inset-x-0 top-[12vh] mx-auto max-h-[80vh] w-[calc(100%-2rem)] max-w-lg animate-appear rounded-xl border"
    />
  );
}

/** A panel beside the page: 480 px from the right, the whole height; from below on a phone. */
export function Sheet(props: DialogProps) {
  return (
    <Floating
      {...props}
      place={classNames(
        'inset-y-0 right-0 w-full max-w-[480px] animate-from-right border-l',
        'max-md:inset-x-0 max-md:top-auto max-md:bottom-0 max-md:max-h-[94dvh] max-md:max-w-none max-md:animate-from-below max-md:rounded-t-xl max-md:border-t max-md:border-l-0',
      )}
    />
  );
}

function Floating({
  open,
  onOpenChange,
  trigger,
  title,
  description,
  children,
  footer,
  className,
  place,
}: DialogProps & { place: string }) {
  const t = useTranslations('common.actions');
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      {trigger && <Radix.Trigger asChild>{trigger}</Radix.Trigger>}
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-veil" />
        <Radix.Content
          {...(description ? {} : { 'aria-describedby': undefined })}
          className={classNames(
            'fixed z-50 flex flex-col bg-surface shadow-floating outline-none',
            place,
            className,
          )}
        >
          <header className="flex items-start gap-3 border-b px-5 py-3.5">
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-lg">{title}</Radix.Title>
              {description && (
                <Radix.Description className="text-ink-soft text-sm">{description}</Radix.Description>
              )}
            </div>
            <Radix.Close
              className={classNames(buttonLook('ghost', 'icon'), '-mr-2 -mt-1')}
              aria-label={t('close')}
            >
              <X aria-hidden />
            </Radix.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">{children}</div>
          {footer && (
            <footer className="flex flex-wrap items-center justify-end gap-2 border-t px-5 py-3 max-md:pb-[max(0.75rem,env(safe-area-inset-bottom))]">
              {footer}
            </footer>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Closes the dialog or sheet it stands in; wraps one button. */
export function DialogClose({ children }: { children: ReactNode }) {
  return <Radix.Close asChild>{children}</Radix.Close>;
}
