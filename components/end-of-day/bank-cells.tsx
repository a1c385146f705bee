import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { countOperations } from '#components/batches/count-operations.ts';
import { formatDay } from '#components/time/format-time.ts';
import { buttonLook } from '#components/ui/button.tsx';
import type { BoardRow } from '#server/end-of-day/get-board.ts';
import { type CloseAction, CloseButton } from './close-button.tsx';

type BankCellProps = { row: BoardRow; merchant: string };

/** The oldest batch that the bank has closed and our book still has open, with how many more there are. */
export function EndedBatch({ row, merchant }: BankCellProps): ReactNode {
  const t = useTranslations('endOfDay');
  const devices = useTranslations('devices');
  const locale = useLocale();
  const [oldest, ...others] = row.ended;
  if (!oldest) return null;
  return (
    <>
      <Link href={`/${merchant}/batches/${oldest.id}`} prefetch={false} className="hover:underline">
        {oldest.number ? devices('batchNumber', { number: oldest.number }) : devices('batchUnnumbered')}
      </Link>{' '}
      <span className="text-ink-soft">
        · {devices('operations', { count: countOperations(oldest.nets) })}
        {oldest.bankDate && <> · {t('bankDayOf', { day: formatDay(oldest.bankDate, locale) })}</>}
        {others.length > 0 && <> {t('moreEnded', { count: others.length })}</>}
      </span>
    </>
  );
}

/** What is to be done with it: our book is closed, then the figures are entered; or when the bank closes the next one. */
export function BankAction({
  row,
  merchant,
  action,
}: BankCellProps & { action: CloseAction | null }): ReactNode {
  const t = useTranslations('endOfDay.close');
  const { device, run } = row;
  const [oldest] = row.ended;
  if (!oldest) {
    const { cutOff, timeZone } = device.capabilities.accountingCalendar;
    const closes = device.capabilities.page ? 'onlineCloses' : 'bankCloses';
    return (
      <span className="inline-block max-w-80 text-pretty whitespace-normal text-ink-soft text-xs">
        {t(closes, { time: cutOff, zone: timeZone })}
      </span>
    );
  }
  if (!action) return null;
  if (run?.state === 'awaiting_totals') {
    return (
      <Link href={`/${merchant}/end-of-day/${run.id}`} prefetch={false} className={buttonLook('secondary')}>
        {t('enter')}
      </Link>
    );
  }
  return (
    <CloseButton
      action={action}
      device={{ id: device.id, label: device.label }}
      batch={{ number: oldest.number, nets: oldest.nets }}
      isRetry={run?.state === 'blocked'}
      names={device.capabilities.page ? 'online' : 'book'}
    />
  );
}
