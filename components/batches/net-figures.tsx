import { useTranslations } from 'next-intl';
import type { Net } from '#server/batches/net.ts';
import { type Figure, Figures } from './figures.tsx';

/** What did not become money, where a day has it. */
type Fruitless = { declinedCount?: number; failedCount?: number };

/** Net, sales, refunds, voids, and captures and holds where there are any: one strip per currency; currencies never meet. */
export function NetFigures({ nets }: { nets: (Net & Fruitless)[] }) {
  const t = useTranslations('batches');
  return (
    <div className="grid gap-2">
      {nets.map((net) => (
        <Figures
          key={net.currency}
          label={`${t('figures.net')} ${net.currency}`}
          figures={[
            { label: t('figures.net'), money: { minor: net.netMinor, currency: net.currency } },
            figure(t('figures.sales'), net.saleMinor, net.saleCount, net, t),
            ...(net.captureCount > 0
              ? [figure(t('figures.captures'), net.captureMinor, net.captureCount, net, t)]
              : []),
            figure(t('figures.refunds'), -net.refundMinor, net.refundCount, net, t),
            figure(t('figures.voids'), -net.voidMinor, net.voidCount, net, t),
            ...(net.preauthorizationCount > 0
              ? [
                  figure(
                    t('figures.preauthorizations'),
                    net.preauthorizationMinor,
                    net.preauthorizationCount,
                    net,
                    t,
                  ),
                ]
              : []),
            ...(net.releaseCount > 0
              ? [figure(t('figures.releases'), net.releaseMinor, net.releaseCount, net, t)]
              : []),
            ...(net.declinedCount === undefined
              ? []
              : [{ label: t('figures.declined'), count: net.declinedCount }]),
            ...(net.failedCount === undefined
              ? []
              : [{ label: t('figures.failed'), count: net.failedCount }]),
          ]}
        />
      ))}
    </div>
  );
}

function figure(
  label: string,
  minor: number,
  count: number,
  net: Net,
  t: ReturnType<typeof useTranslations<'batches'>>,
): Figure {
  return {
    label,
    // Minus zero is no amount.
    money: { minor: minor === 0 ? 0 : minor, currency: net.currency },
    note: t('operations', { count }),
  };
}
