'use client';

import { useTranslations } from 'next-intl';
import { type ChangeEvent, useId, useState } from 'react';
import { FieldErrors } from '#components/forms/field.tsx';
import { Button } from '#components/ui/button.tsx';
import { shrinkPhoto } from './shrink-photo.ts';

/** A picture of a slip, made small here and sent as text: the file itself never leaves the browser. */
export function PhotoField({ errors }: { errors: string[] }) {
  const t = useTranslations('resolution.photo');
  const common = useTranslations('common');
  const id = useId();
  const [photo, setPhoto] = useState<string | null>(null);
  const [isReading, setReading] = useState(false);
  const [isUnreadable, setUnreadable] = useState(false);

  async function choose(event: ChangeEvent<HTMLInputElement>) {
    const input = event.target;
    const file = input.files?.[0];
    if (!file) return;
    setReading(true);
    const small = await shrinkPhoto(file);
    // The same file may be chosen again after it was taken away.
    input.value = '';
    setPhoto(small);
    setUnreadable(small === null);
    setReading(false);
  }

  return (
    <div className="grid gap-1.5" data-field="photo">
      <label htmlFor={id} className="font-medium text-sm">
        {t('label')} <span className="font-normal text-ink-soft">({common('optional')})</span>
      </label>
      <input type="hidden" name="photo" value={photo ?? ''} />
      <input
        id={id}
        type="file"
        accept="image/png,image/jpeg"
        onChange={(event) => void choose(event)}
        aria-describedby={`${id}-hint ${id}-error`}
        className="w-full text-sm file:mr-3 file:h-8 file:cursor-pointer file:rounded-md file:border file:border-line-firm/60 file:bg-surface file:px-3 file:font-medium file:text-ink max-md:file:h-11"
      />
      {photo && (
        <div className="flex items-start gap-3">
          {/* biome-ignore lint/performance/noImgElement: it is a text in the page, there is nothing to load */}
          <img src={photo} alt={t('preview')} className="max-h-48 rounded-md border" />
          <Button onClick={() => setPhoto(null)}>{t('remove')}</Button>
        </div>
      )}
      <p id={`${id}-hint`} className="text-ink-soft text-xs">
        {isReading ? t('reading') : t('hint')}
      </p>
      <div role="alert">
        <FieldErrors id={`${id}-error`} errors={isUnreadable ? [t('unreadable')] : errors} />
      </div>
    </div>
  );
}
