import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';
import { formatInstant } from '#components/time/format-time.ts';
import { Alert } from '#components/ui/alert.tsx';
import { buttonLook } from '#components/ui/button.tsx';
import type { DueDevice } from '#server/end-of-day/list-due.ts';

const SHOWN = 4;

/** Devices that were not closed by their hour; nothing when there are none. Leads to the board, unless it stands there. */
export function DueNotice({
  devices,
  timeZone,
  boardHref,
}: {
  devices: Pick<DueDevice, 'deviceId' | 'label' | 'branchName' | 'since'>[];
  timeZone: string;
  boardHref?: string;
}) {
  const t = useTranslations('board.due');
  const locale = useLocale();
  if (devices.length === 0) return null;
  const more = devices.length - SHOWN;
  return (
    <Alert
      kind="warning"
      title={t('title', { count: devices.length })}
      action={
        boardHref && (
          <Link href={boardHref} prefetch={false} className={buttonLook('secondary')}>
            {t('action')}
          </Link>
        )
      }
    >
      <ul>
        {devices.slice(0, SHOWN).map(({ deviceId, label, branchName, since }) => (
          <li key={deviceId}>
            {t('device', {
              device: label,
              branch: branchName,
              since: formatInstant(since, timeZone, locale),
            })}
          </li>
        ))}
        {more > 0 && <li>{t('more', { count: more })}</li>}
      </ul>
    </Alert>
  );
}
