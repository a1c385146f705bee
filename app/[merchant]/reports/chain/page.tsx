import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { PageHeader } from '#components/layout/page-header.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { pageContext } from '#server/auth/page-context.ts';
import { checkChain } from '#server/end-of-day/check-chain.ts';
import { listDevices } from '#server/terminals/list-devices.ts';

type ChainProps = { params: Promise<{ merchant: string }> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('match.chain'))('title') };
}

/** Whether every report is still the one that was frozen, and follows the one before it; the first that does not is named. */
export default async function ChainPage({ params }: ChainProps) {
  const { merchant } = await params;
  const t = await getTranslations('match');
  const { reports, devices, broken } = await checkChain(await pageContext(merchant, 'reports:see'));
  const labels = broken.length > 0 ? await labelsOf(merchant) : new Map<string, string>();
  return (
    <>
      <PageHeader
        back={{ href: `/${merchant}/reports`, label: t('title') }}
        title={t('chain.title')}
        sentence={t('chain.sentence')}
      />
      {broken.length === 0 ? (
        <Alert kind="done" title={t('chain.holds', { reports, devices })} />
      ) : (
        <div className="grid gap-2">
          {broken.map(({ deviceId, number, why }) => (
            <Alert
              key={deviceId}
              kind="error"
              title={t(`chain.broken.${why}`, { device: labels.get(deviceId) ?? deviceId, number })}
            >
              {t('chain.brokenNext')}
            </Alert>
          ))}
        </div>
      )}
    </>
  );
}

async function labelsOf(merchant: string): Promise<Map<string, string>> {
  const { devices } = await listDevices(await pageContext(merchant, 'devices:see'));
  return new Map(devices.map(({ id, label }) => [id, label]));
}
