import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { AcquirerName } from '#components/batches/acquirer-name.tsx';
import { NetFigures } from '#components/batches/net-figures.tsx';
import { NetTable } from '#components/batches/net-table.tsx';
import { buttonLook } from '#components/ui/button.tsx';
import type { DeviceDetail } from '#server/terminals/get-device.ts';
import type { DeviceView } from '#server/terminals/list-devices.ts';
import { Section } from './section.tsx';

/** The open batch by acquirer, or by card type where its bank counts so: what a terminal prints as its X report. */
export function SoFar({
  merchant,
  device,
  soFar,
  isLinked,
}: {
  merchant: string;
  device: DeviceView;
  soFar: DeviceDetail['soFar'];
  /** Off for those who may not open a batch. */
  isLinked: boolean;
}) {
  const t = useTranslations('devices');
  const batches = useTranslations('batches');
  const { openBatch, capabilities } = device;
  const { batchClosedBy, totalsBy, accountingCalendar: calendar } = capabilities;
  if (!openBatch) {
    return (
      <Section title={t('xTotals.title')}>
        <p className="text-ink-soft">{t(batchClosedBy === 'bank' ? 'xTotals.emptyBank' : 'xTotals.empty')}</p>
      </Section>
    );
  }
  return (
    <Section
      title={t('xTotals.title')}
      sentence={
        batchClosedBy === 'bank'
          ? t('xTotals.sentenceBank', { time: calendar.cutOff, zone: calendar.timeZone })
          : t('xTotals.sentence')
      }
      action={
        isLinked && (
          <Link
            href={`/${merchant}/batches/${openBatch.id}`}
            prefetch={false}
            className={buttonLook('ghost')}
          >
            {t('xTotals.open')}
          </Link>
        )
      }
    >
      <NetFigures nets={openBatch.nets} />
      <NetTable
        caption={t('xTotals.title')}
        of={batches(totalsBy === 'card_brand' ? 'cardType' : 'acquirer')}
        rows={soFar.map((net) => ({
          ...net,
          key: `${net.paymentType} ${net.acquirerId}`,
          name: (
            <AcquirerName
              id={net.acquirerId}
              name={net.acquirerName}
              paymentType={net.paymentType}
              by={totalsBy}
            />
          ),
        }))}
      />
    </Section>
  );
}
