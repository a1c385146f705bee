import { getTranslations } from 'next-intl/server';
import { SlipChoice } from '#components/receipts/slip-choice.tsx';
import { LOCALES } from '#server/kernel/locale.ts';
import { SHEETS } from '#server/receipts/paper.ts';
import type { ChosenSlip } from './chosen-slip.ts';

type SlipChoicesProps = {
  chosen: ChosenSlip;
  /** The address of the same page with some of the choice changed. */
  hrefWith: (change: Partial<ChosenSlip>) => string;
};

/** On what and in which language the slip is seen and printed. */
export async function SlipChoices({ chosen, hrefWith }: SlipChoicesProps) {
  const [t, slip, languages] = await Promise.all([
    getTranslations('receipt'),
    getTranslations('slip'),
    getTranslations('frame.languages'),
  ]);
  return (
    <>
      <SlipChoice
        label={t('paperWidth')}
        options={SHEETS.map((paper) => ({
          href: hrefWith({ paper }),
          name: paper === 'a4' ? slip('a4') : t('millimetres', { paper }),
          isCurrent: paper === chosen.paper,
        }))}
      />
      <SlipChoice
        label={t('language')}
        options={LOCALES.map((lang) => ({
          href: hrefWith({ lang }),
          name: languages(lang),
          isCurrent: lang === chosen.lang,
          lang,
        }))}
      />
    </>
  );
}
