'use client';

import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Slot } from 'radix-ui';
import { createContext, type ReactNode, use, useId, useLayoutEffect, useRef, useState } from 'react';
import { buttonLook } from './button.tsx';
import { classNames } from './class-names.ts';

type DialogProps = {
  /** Given together with `onOpenChange` when opening is decided outside; else the `trigger` opens it. */
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  /** The button that opens it. */
  trigger?: ReactNode;
  title: ReactNode;
  /** The sentence under the title. */
  description?: ReactNode;
  /** Made anew each time it opens, so a form begins empty. Focus goes to the element marked `data-autofocus`. */
  children: ReactNode;
  /** Buttons at the foot, the one that acts last. */
  footer?: ReactNode;
  className?: string;
};

/**
 * A question in the way of the page: the browser's own modal dialog, so focus stays inside, the rest of the page is inert,
 * Escape closes and focus returns to what opened it, without a script of ours. Not to be placed inside a form.
 */
export function Dialog(props: DialogProps) {
  return (
    <Modal
      {...props}
      place="mx-auto mt-[12vh] max-h-[80dvh] w-[calc(100%-2rem)] max-w-lg animate-appear rounded-xl border"
    />
  );
}

/** A panel beside the page: 480 px from the right, the whole height; from below on a phone. Otherwise as `Dialog`. */
export function Sheet(props: DialogProps) {
  return (
    <Modal
      {...props}
      place={classNames(
        'mr-0 ml-auto h-dvh max-h-none w-full max-w-[480px] animate-from-right border-l',
        'max-md:mx-0 max-md:mt-auto max-md:mb-0 max-md:h-fit max-md:max-h-[94dvh] max-md:max-w-none max-md:animate-from-below max-md:rounded-t-xl max-md:border-t max-md:border-l-0',
      )}
    />
  );
}

const CloseContext = createContext<() => void>(() => undefined);

/** Closes the dialog or sheet it stands in; wraps one button. */
export function DialogClose({ children }: { children: ReactNode }) {
  return <Slot.Root onClick={use(CloseContext)}>{children}</Slot.Root>;
}

/** Closes the dialog or sheet around the caller, for one that ends by itself. */
export function useCloseDialog(): () => void {
  return use(CloseContext);
}

function Modal({
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
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const [isOpenHere, setOpenHere] = useState(false);
  const isOpen = open ?? isOpenHere;

  function change(next: boolean) {
    setOpenHere(next);
    onOpenChange?.(next);
  }

  useLayoutEffect(() => {
    const element = dialog.current;
    if (!element) return;
    if (isOpen && !element.open) {
      element.showModal();
      element.querySelector<HTMLElement>('[data-autofocus]')?.focus();
    }
    if (!isOpen && element.open) element.close();
  }, [isOpen]);

  return (
    <CloseContext value={() => change(false)}>
      {trigger && (
        <Slot.Root aria-haspopup="dialog" onClick={() => change(true)}>
          {trigger}
        </Slot.Root>
      )}
      <dialog
        ref={dialog}
        aria-labelledby={`${id}-title`}
        aria-describedby={description ? `${id}-text` : undefined}
        // The framework passes it on from a dialog that stands in this one.
        onClose={(event) => event.target === event.currentTarget && change(false)}
        // Only the veil around the content is the dialog element itself.
        onPointerDown={(event) => event.target === event.currentTarget && change(false)}
        className={classNames(
          'flex-col whitespace-normal bg-surface text-left font-normal text-base text-ink shadow-floating outline-none backdrop:bg-veil open:flex',
          place,
          className,
        )}
      >
        {isOpen && (
          <>
            <header className="flex items-start gap-3 border-b px-5 py-3.5">
              <div className="min-w-0 flex-1">
                <h2 id={`${id}-title`} className="text-lg">
                  {title}
                </h2>
                {description && (
                  <p id={`${id}-text`} className="text-ink-soft text-sm">
                    {description}
                  </p>
                )}
              </div>
              <CloseButton />
            </header>
            <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-5 py-4">{children}</div>
            {footer && (
              <footer className="flex flex-wrap items-center justify-end gap-2 border-t px-5 py-3 max-md:pb-[max(0.75rem,env(safe-area-inset-bottom))]">
                {footer}
              </footer>
            )}
          </>
        )}
      </dialog>
    </CloseContext>
  );
}

function CloseButton() {
  const t = useTranslations('common.actions');
  return (
    <button
      type="button"
      onClick={use(CloseContext)}
      aria-label={t('close')}
      className={classNames(buttonLook('ghost', 'icon'), '-mt-1 -mr-2')}
    >
      <X aria-hidden />
    </button>
  );
}
