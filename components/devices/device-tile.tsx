import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { countOperations } from '#components/batches/count-operations.ts';
import { Nets } from '#components/batches/nets.tsx';
import { Amount } from '#components/money/amount.tsx';
import { Instant } from '#components/time/instant.tsx';
import { classNames } from '#components/ui/class-names.ts';
import type { CurrencyCode } from '#server/kernel/money.ts';
import type { DeviceView, OpenBatchView } from '#server/terminals/list-devices.ts';
import { HealthLine } from './health.tsx';

type DeviceTileProps = {
  /** The merchant's address. */
  merchant: string;
  device: DeviceView;
  at: Date;
  timeZone: string;
  currency: CurrencyCode;
};

/** A terminal at a glance: how it is, and what its open batch holds. The whole tile leads to its page. */
export function DeviceTile({ merchant, device, at, timeZone, currency }: DeviceTileProps) {
  const t = useTranslations('devices');
  const batch = device.openBatch;
  return (
    <li
      data-device={device.id}
      className={classNames(
        'relative flex flex-col gap-3 rounded-lg border bg-surface p-4 transition-colors hover:border-line-firm',
        'has-[a:focus-visible]:outline-2 has-[a:focus-visible]:outline-focus',
        !device.isEnabled && 'bg-sunken text-ink-soft',
      )}
    >
      <div className="min-w-0">
        <h3 className="truncate text-base">
          <Link
            href={`/${merchant}/devices/${device.id}`}
            prefetch={false}
            className="outline-none after:absolute after:inset-0"
          >
            {device.label}
          </Link>
        </h3>
        <p className="truncate text-ink-soft text-sm">{device.branchName}</p>
      </div>
      {device.capabilities.page ? (
        <p className="text-pretty text-ink-soft text-sm">{t('online.why')}</p>
      ) : (
        <Health device={device} at={at} timeZone={timeZone} />
      )}
      <dl className="mt-auto flex items-end justify-between gap-3 border-t pt-3">
        <div className="min-w-0">
          <dt className="text-ink-soft text-xs">{t('openBatch')}</dt>
          <dd className="text-ink-soft text-xs">
            {batch ? (
              <>
                <BatchNote batch={batch} /> · {t('since')} <Instant at={batch.openedAt} timeZone={timeZone} />
              </>
            ) : (
              t('noOpenBatch')
            )}
          </dd>
        </div>
        {batch && (
          <div className="font-semibold text-lg">
            <dt className="sr-only">{t('openBatch')}</dt>
            <dd>
              <Nets nets={batch.nets} currency={currency} />
            </dd>
          </div>
        )}
      </dl>
      {batch && batch.nets.length > 0 && <XTotals nets={batch.nets} />}
    </li>
  );
}

/** How it is, why we say so, and what or who has it. */
function Health({ device, at, timeZone }: Pick<DeviceTileProps, 'device' | 'at' | 'timeZone'>) {
  const t = useTranslations('devices');
  const { health, hold } = device;
  return (
    <div className="grid gap-1">
      <HealthLine health={health} at={at} timeZone={timeZone} />
      {health.kind === 'busy' ? (
        hold && (
          <p className="flex flex-wrap gap-x-2 text-sm">
            {hold.amount && <Amount money={hold.amount} />}
            {hold.byName && <span className="text-ink-soft">{t('begunBy', { name: hold.byName })}</span>}
          </p>
        )
      ) : (
        <p className="text-pretty text-ink-soft text-xs">{t(`health.${health.kind}.why`)}</p>
      )}
    </div>
  );
}

const PARTS = ['sale', 'capture', 'refund', 'void'] as const;

/** The running totals of the open batch by kind; a currency after the other. */
function XTotals({ nets }: { nets: OpenBatchView['nets'] }) {
  const t = useTranslations('batches.figures');
  return (
    <dl className="grid gap-0.5 text-xs">
      {nets.flatMap((net) =>
        PARTS.filter((part) => net[`${part}Count`] > 0).map((part) => (
          <div key={`${net.currency} ${part}`} className="flex justify-between gap-3">
            <dt className="text-ink-soft">{t(`${part}s`)}</dt>
            <dd className="tabular-nums">
              <span className="text-ink-soft">{net[`${part}Count`]} × </span>
              <Amount
                money={{
                  minor: part === 'refund' || part === 'void' ? -net[`${part}Minor`] : net[`${part}Minor`],
                  currency: net.currency,
                }}
              />
            </dd>
          </div>
        )),
      )}
    </dl>
  );
}

/** How many operations it holds, or how its close stands. */
function BatchNote({ batch }: { batch: OpenBatchView }) {
  const t = useTranslations('devices');
  const states = useTranslations('batches.states');
  if (batch.state === 'open') return t('operations', { count: countOperations(batch.nets) });
  return batch.state === 'closing_unknown' ? states('closing_unknown') : t('closingBatch');
}
