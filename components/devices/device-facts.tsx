import { useTranslations } from 'next-intl';
import { Instant } from '#components/time/instant.tsx';
import { Card, CardBody, CardHead } from '#components/ui/card.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Fact, Facts } from '#components/ui/facts.tsx';
import type { DeviceView } from '#server/terminals/list-devices.ts';

/** What is known of a terminal and what it can do. */
export function DeviceFacts({ device, timeZone }: { device: DeviceView; timeZone: string }) {
  const t = useTranslations('devices.facts');
  const devices = useTranslations('devices');
  const { capabilities } = device;
  const { accountingCalendar: calendar } = capabilities;
  return (
    <Card>
      <CardHead title={t('title')} />
      <CardBody>
        <Facts>
          <Fact term={t('branch')}>{device.branchName}</Fact>
          <Fact term={t('connection')}>{device.connectionLabel}</Fact>
          <Fact term={t('deviceId')} mono>
            {device.providerDeviceId}
            <CopyButton value={device.providerDeviceId} thing={t('deviceId')} />
          </Fact>
          <Fact term={t('environment')}>{t(device.environment)}</Fact>
          <Fact term={t('added')}>
            <Instant at={device.createdAt} timeZone={timeZone} detail="day" />
          </Fact>
          <Fact term={devices('lastClose')}>
            {device.lastBatch?.closedAt ? (
              <Instant at={device.lastBatch.closedAt} timeZone={timeZone} />
            ) : (
              devices('neverClosed')
            )}
          </Fact>
          <Fact term={t('currencies')}>{capabilities.currencies.join(', ')}</Fact>
          <Fact term={t('installments')}>
            {capabilities.maxInstallmentCount > 1
              ? t('upTo', { count: capabilities.maxInstallmentCount })
              : t('noInstallments')}
          </Fact>
          <Fact term={t('saleBy')}>{t(capabilities.saleBy === 'lines' ? 'byLines' : 'byAmount')}</Fact>
          <Fact term={t('refundBy')}>{t(capabilities.refundBy === 'lines' ? 'byLines' : 'byAmount')}</Fact>
          <Fact term={t('preauthorization')}>
            {capabilities.preauthorizes ? t('preauthorizes') : t('neverPreauthorizes')}
          </Fact>
          <Fact term={t('closes')}>
            {capabilities.batchClosedBy === 'device'
              ? t('canClose')
              : t('closesAtBank', { time: calendar.cutOff, zone: calendar.timeZone })}
          </Fact>
        </Facts>
      </CardBody>
    </Card>
  );
}
