import { useLocale, useTranslations } from 'next-intl';
import { formatInstant } from '#components/time/format-time.ts';
import type { VisibleWhy } from '#server/transactions/get-transaction.ts';

/** What decided that it stands as it does: the evidence, and when it came. */
export function WhySentence({ why, timeZone }: { why: VisibleWhy; timeZone: string }) {
  const t = useTranslations('story.why');
  return (
    <p className="text-ink-soft text-sm">
      <span className="font-medium">{t('title')}: </span>
      <Words why={why} timeZone={timeZone} />
    </p>
  );
}

function Words({ why, timeZone }: { why: VisibleWhy; timeZone: string }) {
  const t = useTranslations('story.why');
  const time = formatInstant(why.at, timeZone, useLocale(), 'full');
  switch (why.by) {
    case 'answer':
    case 'question':
      return t(why.by, { time, status: why.httpStatus === null ? 'none' : String(why.httpStatus) });
    case 'silence':
      return t('silence', { time, asked: why.asked });
    case 'person': {
      const decider = why.decider ?? t('former');
      return why.isChecked
        ? t('person', { time, decider, checker: why.checker ?? t('former') })
        : t('personAlone', { time, decider });
    }
    case 'nobody_yet':
    case 'waiting':
    case 'callback':
    case 'time':
      return t(why.by, { time });
  }
}
