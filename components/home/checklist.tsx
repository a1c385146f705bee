import { CircleCheck, CircleDashed } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Card, CardBody, CardHead } from '#components/ui/card.tsx';
import type { SetUp } from '#server/terminals/get-set-up.ts';

/** Where a step is taken, below the merchant's address; the others are taken by whoever set this up. */
const PLACES: Partial<Record<SetUp[number]['step'], string>> = {
  branch: '/settings/branches',
  connection: '/settings/connections',
  device: '/settings/devices',
  answered: '/settings/connections',
  manager: '/settings/users',
  accountant: '/settings/users',
};

/** What a merchant needs before its first sale, which of it is there, and where the rest is done. */
export function Checklist({ merchant, setUp }: { merchant: string; setUp: SetUp }) {
  const t = useTranslations('home.setUp');
  const isAllDone = setUp.every((entry) => entry.isDone);
  return (
    <Card>
      <CardHead title={t('title')} sentence={isAllDone ? t('done') : t('sentence')} />
      {!isAllDone && (
        <CardBody>
          <ul className="grid gap-2 text-sm sm:grid-cols-2">
            {setUp.map(({ step, isDone }) => (
              <li key={step} className="flex items-center gap-2">
                {isDone ? (
                  <CircleCheck aria-hidden className="size-4 shrink-0 text-approved" />
                ) : (
                  <CircleDashed aria-hidden className="size-4 shrink-0 text-unknown" />
                )}
                <Step href={isDone ? undefined : PLACES[step] && `/${merchant}${PLACES[step]}`}>
                  <span className={isDone ? 'text-ink-soft' : 'font-medium'}>{t(step)}</span>
                </Step>
                <span className={isDone ? 'sr-only' : 'text-unknown text-xs'}>
                  {isDone ? t('isDone') : t('isMissing')}
                </span>
              </li>
            ))}
          </ul>
        </CardBody>
      )}
    </Card>
  );
}

function Step({ href, children }: { href: string | undefined; children: ReactNode }) {
  if (!href) return children;
  return (
    <Link href={href} prefetch={false} className="underline underline-offset-2 max-md:py-3">
      {children}
    </Link>
  );
}
