import { Link2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { HealthLine } from '#components/devices/health.tsx';
import { Amount } from '#components/money/amount.tsx';
import { type Column, DataTable } from '#components/tables/data-table.tsx';
import { PhoneHead } from '#components/tables/phone-head.tsx';
import { Pill } from '#components/ui/pill.tsx';
import type { CurrencyCode } from '#server/kernel/money.ts';
import type { DevicesToday } from '#server/terminals/list-devices.ts';

type Device = DevicesToday['devices'][number];
type Numbers = Device['today'][number];
/** A device in one currency; its first row also says how it is. */
type Row = { device: Device; numbers: Numbers | null; isFirst: boolean; currency: CurrencyCode };

type TodayTableProps = {
  /** The merchant's address. */
  merchant: string;
  today: DevicesToday;
  timeZone: string;
  currency: CurrencyCode;
};

/** Today per device: how it is, what it took, gave back, voided and was declined; one row per currency. */
export function TodayTable({ merchant, today, timeZone, currency }: TodayTableProps) {
  const t = useTranslations('home.devices');
  const words = useTranslations('devices');
  const rows = today.devices.flatMap((device) => toRows(device, currency));
  const hasCaptures = rows.some((row) => row.numbers && row.numbers.captureCount > 0);
  const columns: Column<Row>[] = [
    {
      key: 'device',
      head: t('device'),
      cell: ({ device }) => (
        <>
          {device.label} <span className="font-normal text-ink-soft">· {device.branchName}</span>
        </>
      ),
      phone: 'title',
    },
    {
      key: 'health',
      head: t('health'),
      cell: ({ device, isFirst }) =>
        isFirst &&
        (device.capabilities.page ? (
          <Pill tone="neutral" icon={<Link2 aria-hidden />}>
            {words('online.word')}
          </Pill>
        ) : (
          <HealthLine health={device.health} at={today.at} timeZone={timeZone} />
        )),
    },
    figureColumn('sales', t('sales'), (numbers) => [numbers.saleCount, numbers.saleMinor]),
    ...(hasCaptures
      ? [figureColumn('captures', t('captures'), (numbers) => [numbers.captureCount, numbers.captureMinor])]
      : []),
    figureColumn('refunds', t('refunds'), (numbers) => [numbers.refundCount, -numbers.refundMinor]),
    figureColumn('voids', t('voids'), (numbers) => [numbers.voidCount, -numbers.voidMinor]),
    {
      key: 'declined',
      head: t('declined'),
      cell: ({ numbers }) => (numbers?.declinedCount ? numbers.declinedCount : '–'),
      align: 'end',
      phone: 'hidden',
    },
    {
      key: 'net',
      head: t('net'),
      cell: (row) => <Amount money={{ minor: row.numbers?.netMinor ?? 0, currency: row.currency }} />,
      align: 'end',
      phone: 'amount',
    },
  ];
  return (
    <DataTable
      caption={t('title')}
      columns={columns}
      rows={rows}
      rowKey={(row) => `${row.device.id} ${row.currency}`}
      rowHref={(row) => `/${merchant}/devices/${row.device.id}`}
      empty={null}
    />
  );
}

function toRows(device: Device, currency: CurrencyCode): Row[] {
  if (device.today.length === 0) return [{ device, numbers: null, isFirst: true, currency }];
  return device.today.map((numbers, place) => ({
    device,
    numbers,
    isFirst: place === 0,
    currency: numbers.currency,
  }));
}

function figureColumn(
  key: string,
  head: string,
  figures: (numbers: Numbers) => [count: number, minor: number],
): Column<Row> {
  return {
    key,
    head,
    cell: ({ numbers }) => {
      const [count, minor] = numbers ? figures(numbers) : [0, 0];
      if (!numbers || count === 0) return <span className="text-ink-faint max-md:hidden">–</span>;
      return (
        <>
          <PhoneHead>{head}</PhoneHead>
          <span className="text-ink-soft">{count} × </span>
          <Amount money={{ minor, currency: numbers.currency }} />
        </>
      );
    },
    align: 'end',
  };
}
