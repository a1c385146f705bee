import { getTranslations } from 'next-intl/server';
import { Section } from '#components/devices/section.tsx';
import { DifferencesTable } from '#components/pictures/differences-table.tsx';
import type { Context } from '#server/auth/context.ts';
import { listOpenDifferences } from '#server/pictures/list-open-differences.ts';
import type { ListRequest } from '#server/transactions/transaction-filter.ts';

/** Open differences of the filter's terminals, by their age. */
export async function OpenDifferencesPart({
  ctx,
  filter,
}: {
  ctx: Context<'reports:see'>;
  filter: ListRequest['filter'];
}) {
  const t = await getTranslations('pictures.differences');
  const deviceIds = filter?.find((condition) => condition.by === 'device')?.ids ?? null;
  return (
    <Section title={t('title')} sentence={t('sentence')}>
      <DifferencesTable merchant={ctx.merchant.slug} open={await listOpenDifferences(ctx, deviceIds)} />
    </Section>
  );
}
