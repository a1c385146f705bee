'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, startTransition, useOptimistic } from 'react';
import { navigation } from '#components/layout/navigation.ts';
import { Sheet } from '#components/ui/dialog.tsx';
import { Segmented } from '#components/ui/segmented.tsx';
import { Keys } from './keys.tsx';
import type { PaletteFrame } from './palette.tsx';
import { hasSingleKeys, KEYS_OFF } from './single-keys.ts';

type KeysSheetProps = {
  frame: PaletteFrame;
  /** How the palette's own key is written on this keyboard. */
  paletteKeys: string;
  chooseKeys: (form: FormData) => Promise<void>;
  onClose: () => void;
};

/** Every key there is, and the switch for those without a modifier. */
export default function KeysSheet({ frame, paletteKeys, chooseKeys, onClose }: KeysSheetProps) {
  const t = useTranslations('palette.keys');
  const words = useTranslations('frame.nav');
  const places = navigation.filter(({ key }) => frame.places.includes(key));
  return (
    <Sheet
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t('title')}
      description={t('sentence')}
    >
      <div className="grid gap-6">
        <SingleKeys paletteKeys={paletteKeys} chooseKeys={chooseKeys} />
        <Part title={t('anywhere')}>
          <Line keys={paletteKeys}>{t('palette')}</Line>
          <Line keys="/">{t('search')}</Line>
          {frame.canSell && <Line keys="n">{t('newSale')}</Line>}
          <Line keys="r">{t('refund')}</Line>
          <Line keys="p">{t('print')}</Line>
          <Line keys="?">{t('help')}</Line>
        </Part>
        <Part title={t('goFirst', { key: 'g' })}>
          {places.map(
            ({ key, letter }) =>
              letter && (
                <Line key={key} keys={letter}>
                  {words(key)}
                </Line>
              ),
          )}
        </Part>
        <Part title={t('inLists')}>
          <Line keys="j k">{t('rows')}</Line>
          <Line keys="Enter">{t('openRow')}</Line>
          <Line keys="o">{t('beside')}</Line>
          <Line keys="Esc">{t('close')}</Line>
        </Part>
      </div>
    </Sheet>
  );
}

function SingleKeys({ paletteKeys, chooseKeys }: Pick<KeysSheetProps, 'paletteKeys' | 'chooseKeys'>) {
  const t = useTranslations('palette.keys');
  const [value, setValue] = useOptimistic<'on' | 'off'>(hasSingleKeys() ? 'on' : KEYS_OFF);
  function choose(next: 'on' | 'off') {
    const form = new FormData();
    form.set('keys', next);
    startTransition(async () => {
      setValue(next);
      await chooseKeys(form);
    });
  }
  return (
    <div className="grid gap-1">
      <Segmented
        name="keys"
        label={t('single')}
        value={value}
        options={(['on', 'off'] as const).map((one) => ({ value: one, label: t(one) }))}
        onChange={choose}
      />
      <p className="text-ink-soft text-sm">{t('singleHint', { palette: paletteKeys })}</p>
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="grid gap-1">
      <h3 className="text-sm">{title}</h3>
      <dl>{children}</dl>
    </section>
  );
}

function Line({ keys, children }: { keys: string; children: ReactNode }) {
  return (
    <div className="flex flex-row-reverse items-center justify-end gap-4 border-b py-1.5 text-sm last:border-b-0">
      <dd className="flex-1">{children}</dd>
      <dt className="w-24">
        <Keys keys={keys} />
      </dt>
    </div>
  );
}
