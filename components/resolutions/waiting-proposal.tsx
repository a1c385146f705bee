import { useLocale, useTranslations } from 'next-intl';
import { formatAmount } from '#components/money/format-amount.ts';
import { formatInstant } from '#components/time/format-time.ts';
import { Card, CardBody, CardHead } from '#components/ui/card.tsx';
import type { DecisionView, ResolutionView } from '#server/resolutions/get-decision.ts';
import { Evidence } from './evidence.tsx';
import { OpenCheck, OpenWithdraw } from './open-check.tsx';
import type { RecordAction } from './use-recording.ts';

type WaitingProposalProps = {
  merchant: string;
  view: DecisionView;
  proposal: ResolutionView;
  timeZone: string;
  checkAction: RecordAction;
  withdrawAction: RecordAction;
};

/** What waits for a second person, and what this reader can do about it. */
export function WaitingProposal({
  merchant,
  view,
  proposal,
  timeZone,
  checkAction,
  withdrawAction,
}: WaitingProposalProps) {
  const t = useTranslations('resolution');
  const locale = useLocale();
  const what = t(`record.${view.kind}.${proposal.verdict}`, { amount: formatAmount(view.amount, locale) });
  return (
    <Card aria-label={t('view.waits')}>
      <CardHead
        title={t('view.waits')}
        sentence={
          proposal.runsAt
            ? t('view.byItself', { time: formatInstant(proposal.runsAt, timeZone, locale) })
            : proposal.isMine
              ? t('view.mine')
              : view.mayCheck
                ? undefined
                : t('view.cannot', { name: proposal.maker ?? t('view.former') })
        }
      />
      <CardBody className="grid gap-4">
        <Evidence merchant={merchant} view={view} resolution={proposal} timeZone={timeZone} />
        {!proposal.isMine && view.mayCheck ? (
          <OpenCheck resolutionId={proposal.id} what={what} action={checkAction} />
        ) : (
          (proposal.isMine || proposal.runsAt) && (
            <OpenWithdraw
              resolutionId={proposal.id}
              label={t(proposal.isMine ? 'check.withdraw' : 'check.stop')}
              action={withdrawAction}
            />
          )
        )}
      </CardBody>
    </Card>
  );
}
