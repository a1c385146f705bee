'use client';

import { useTranslations } from 'next-intl';
import { type ChangeEvent, useId, useState } from 'react';
import { FieldErrors } from '#components/forms/field.tsx';
import { Button, buttonLook } from '#components/ui/button.tsx';
import { classNames } from '#components/ui/class-names.ts';
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
    <div className="relative grid gap-1.5" data-field="photo">
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
        // A browser's own button speaks its language, and says that nothing is chosen once the photo is taken out of it.
        className="peer sr-only"
      />
      <label
        htmlFor={id}
        className={classNames(
          buttonLook('secondary'),
          'w-fit cursor-pointer peer-focus-visible:outline-2 peer-focus-visible:outline-focus peer-focus-visible:outline-offset-2',
        )}
      >
        {photo ? t('other') : t('choose')}
      </label>
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
