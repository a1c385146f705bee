import { useTranslations } from 'next-intl';
import { Amount } from '#components/money/amount.tsx';
import type { RecordAction } from '#components/resolutions/use-recording.ts';
import { Instant } from '#components/time/instant.tsx';
import { Card, CardBody } from '#components/ui/card.tsx';
import { Fact, Facts } from '#components/ui/facts.tsx';
import type { VarianceView } from '#server/end-of-day/get-variance.ts';
import { AssignForm } from './settle-forms.tsx';

type VarianceFactsProps = {
  view: VarianceView;
  timeZone: string;
  isMine: boolean;
  varianceId: string;
  action: RecordAction;
};

/** Both sides of a difference, and who sees to it. */
export function VarianceFacts({ view, timeZone, isMine, ...settle }: VarianceFactsProps) {
  const t = useTranslations('match');
  const { variance, ownerName } = view.row;
  const { currency, oursMinor, theirsMinor, differenceMinor, ownerId, dueDate } = variance;
  const side = (minor: number | null) =>
    minor === null ? t('page.nothing') : <Amount money={{ minor, currency }} />;
  return (
    <Card>
      <CardBody className="grid gap-4">
        <Facts>
          <Fact term={t('page.ours')}>{side(oursMinor)}</Fact>
          <Fact term={t(`page.${otherSide(view)}`)}>{side(theirsMinor)}</Fact>
          <Fact term={t('page.difference')}>
            <span className="font-semibold">
              {differenceMinor > 0 && '+'}
              <Amount money={{ minor: differenceMinor, currency }} />
            </span>
          </Fact>
          <Fact term={t('page.openedAt')}>
            <Instant at={variance.openedAt} timeZone={timeZone} />
          </Fact>
          {!isMine && <Fact term={t('list.owner')}>{ownerName ?? t('list.nobody')}</Fact>}
        </Facts>
        {isMine && variance.state === 'open' && (
          <AssignForm {...settle} people={view.people} ownerId={ownerId} dueDate={dueDate} />
        )}
      </CardBody>
    </Card>
  );
}

function otherSide({ row, report }: VarianceView): 'statement' | 'bank' | 'terminal' {
  if (row.variance.kind === 'statement') return 'statement';
  return report.bank ? 'bank' : 'terminal';
}
