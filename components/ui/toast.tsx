'use client';

import { CircleCheck, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';

type Toast = { id: number; text: string };

const ToastContext = createContext<(text: string) => void>(() => undefined);

/** Says that something just worked. Errors never go here: they stay where they happened. */
export function useToast(): (text: string) => void {
  return useContext(ToastContext);
}

const SHOWN_MS = 6000;
const MOST_AT_ONCE = 3;

/** Holds the toasts of the pages inside it. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<Toast[]>([]);

  function show(text: string) {
    setToasts((shown) => [...shown.slice(1 - MOST_AT_ONCE), { id: (shown.at(-1)?.id ?? 0) + 1, text }]);
  }

  function close(id: number) {
    setToasts((shown) => shown.filter((toast) => toast.id !== id));
  }

  return (
    <ToastContext value={show}>
      {children}
      <div
        role="status"
        data-frame
        className="pointer-events-none fixed inset-x-4 bottom-4 z-50 flex flex-col items-center gap-2 max-md:bottom-20"
      >
        {toasts.map((toast) => (
          <ToastCard key={toast.id} toast={toast} onClose={close} />
        ))}
      </div>
    </ToastContext>
  );
}

function ToastCard({ toast, onClose }: { toast: Toast; onClose: (id: number) => void }) {
  const t = useTranslations('common.actions');
  useEffect(() => {
    const timer = setTimeout(() => onClose(toast.id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [toast.id, onClose]);
  return (
    <div className="pointer-events-auto flex max-w-md animate-appear items-center gap-2 rounded-lg bg-ink py-2 pr-1.5 pl-3 text-canvas text-sm shadow-floating [&_svg]:size-4 [&_svg]:shrink-0">
      <CircleCheck aria-hidden />
      <span className="min-w-0 flex-1">{toast.text}</span>
      <button
        type="button"
        onClick={() => onClose(toast.id)}
        className="grid size-7 place-items-center rounded-md hover:bg-canvas/15 max-md:size-11"
      >
        <X aria-hidden />
        <span className="sr-only">{t('dismiss')}</span>
      </button>
    </div>
  );
}
