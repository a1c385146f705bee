import { CircleCheck, CircleDashed } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Card, CardBody, CardHead } from '#components/ui/card.tsx';
import type { SetUp } from '#server/terminals/get-set-up.ts';

/** What a merchant needs before its first sale, and which of it is there. */
export function Checklist({ setUp }: { setUp: SetUp }) {
  const t = useTranslations('home.setUp');
  const isAllDone = setUp.every((entry) => entry.isDone);
  return (
    <Card>
      <CardHead title={t('title')} sentence={isAllDone ? t('done') : t('sentence')} />
      <CardBody>
        <ul className="grid gap-2 text-sm sm:grid-cols-2">
          {setUp.map(({ step, isDone }) => (
            <li key={step} className="flex items-center gap-2">
              {isDone ? (
                <CircleCheck aria-hidden className="size-4 shrink-0 text-approved" />
              ) : (
                <CircleDashed aria-hidden className="size-4 shrink-0 text-unknown" />
              )}
              <span className={isDone ? 'text-ink-soft' : 'font-medium'}>{t(step)}</span>
              <span className={isDone ? 'sr-only' : 'text-unknown text-xs'}>
                {isDone ? t('isDone') : t('isMissing')}
              </span>
            </li>
          ))}
        </ul>
      </CardBody>
    </Card>
  );
}
