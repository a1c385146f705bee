'use client';

import { Copy, ExternalLink, Share2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useId, useRef, useState } from 'react';
import { Button, buttonLook } from '#components/ui/button.tsx';
import { useHydrated } from '#components/ui/hydrated.ts';
import { Input } from '#components/ui/input.tsx';
import { Label } from '#components/ui/label.tsx';

type ShareLinkProps = {
  url: string;
  /** What goes with it where the device shares things. */
  text: string;
};

/** The address of a page to pay on: to read, to copy, and to hand to whatever the device shares with. */
export function ShareLink({ url, text }: ShareLinkProps) {
  const t = useTranslations('paymentLink.detail');
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [said, setSaid] = useState<'copied' | 'notCopied' | null>(null);
  const canShare = useHydrated() && typeof navigator.share === 'function';

  async function copy() {
    await navigator.clipboard.writeText(url).then(
      () => setSaid('copied'),
      () => {
        field.current?.select();
        setSaid('notCopied');
      },
    );
  }

  /** Whoever closes the sheet of the device again has shared nothing, which is nobody's error. */
  async function share() {
    await navigator.share({ text, url }).catch(() => undefined);
  }

  return (
    <div className="grid gap-2">
      <div className="grid gap-1">
        <Label htmlFor={id}>{t('link')}</Label>
        <Input
          id={id}
          ref={field}
          readOnly
          value={url}
          onFocus={(event) => event.target.select()}
          className="font-mono text-xs"
        />
      </div>
      <div className="flex flex-wrap gap-2">
        <Button variant="primary" onClick={copy}>
          <Copy aria-hidden />
          {t('copy')}
        </Button>
        {canShare && (
          <Button onClick={share}>
            <Share2 aria-hidden />
            {t('shareButton')}
          </Button>
        )}
        <a href={url} target="_blank" rel="noopener noreferrer" className={buttonLook('secondary')}>
          <ExternalLink aria-hidden />
          {t('openPage')}
        </a>
      </div>
      <p role="status" className="text-sm empty:hidden">
        {said && t(said)}
      </p>
      <p className="text-ink-soft text-xs">{t('secret')}</p>
    </div>
  );
}
