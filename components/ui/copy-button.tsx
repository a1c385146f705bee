'use client';

import { Check, Copy } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { classNames } from './class-names.ts';

/** Puts `value` on the clipboard. `thing` is what it is, in the reader's language ("Copy reference"). */
export function CopyButton({
  value,
  thing,
  className,
}: {
  value: string;
  thing: string;
  className?: string;
}) {
  const t = useTranslations('common');
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), 1600);
    return () => clearTimeout(timer);
  }, [isCopied]);

  async function copy() {
    await navigator.clipboard.writeText(value).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  }

  return (
    <button
      type="button"
      onClick={copy}
      title={t('copyThing', { thing })}
      className={classNames(
        'inline-grid size-6 shrink-0 place-items-center rounded-sm text-ink-faint transition-colors hover:bg-hover hover:text-ink max-md:size-9 [&_svg]:size-3.5',
        className,
      )}
    >
      {isCopied ? <Check aria-hidden className="text-approved" /> : <Copy aria-hidden />}
      <span className="sr-only">{t('copyThing', { thing })}</span>
      <span role="status" className="sr-only">
        {isCopied && t('actions.copied')}
      </span>
    </button>
  );
}
