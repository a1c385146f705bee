import { getTranslations } from 'next-intl/server';
import { ClientMessages } from '#components/i18n/client-messages.tsx';
import { DecideButton } from '#components/resolutions/decide-button.tsx';
import { PastDecisions } from '#components/resolutions/evidence.tsx';
import { WaitingProposal } from '#components/resolutions/waiting-proposal.tsx';
import { Alert } from '#components/ui/alert.tsx';
import type { Context } from '#server/auth/context.ts';
import { pageContext } from '#server/auth/page-context.ts';
import { allows } from '#server/auth/permissions.ts';
import { getDecision } from '#server/resolutions/get-decision.ts';
import { DECIDABLE_FLAGS } from '#server/resolutions/resolution-rule.ts';
import type { TransactionDetail } from '#server/transactions/get-transaction.ts';
import {
  checkResolutionAction,
  proposeResolutionAction,
  withdrawResolutionAction,
} from './resolution-actions.ts';

type DecisionProps = {
  ctx: Context<'transactions:see'>;
  transaction: TransactionDetail;
  /** The sheet is wished for at once. */
  startsOpen: boolean;
};

/** What people found out about an operation and what they may still say, for those who may; nothing for most operations. */
export async function Decision({ ctx, transaction, startsOpen }: DecisionProps) {
  if (!mayConcern(transaction) || !allows(ctx.actor.role, 'resolution:make')) return null;
  const { slug, calendar } = ctx.merchant;
  const { timeZone } = calendar;
  const [t, view] = await Promise.all([
    getTranslations('resolution'),
    getDecision(await pageContext(slug, 'resolution:make'), transaction.id),
  ]);
  return (
    <ClientMessages also={['resolution']}>
      <div className="mt-3 grid max-w-3xl gap-3">
        {view.proposal ? (
          <WaitingProposal
            key={view.proposal.id}
            merchant={slug}
            view={view}
            proposal={view.proposal}
            timeZone={timeZone}
            checkAction={checkResolutionAction.bind(null, slug)}
            withdrawAction={withdrawResolutionAction.bind(null, slug)}
          />
        ) : (
          view.doubt && (
            <Alert
              kind="warning"
              action={
                <DecideButton
                  view={view}
                  known={transaction}
                  timeZone={timeZone}
                  action={proposeResolutionAction.bind(null, slug)}
                  startsOpen={startsOpen}
                />
              }
            >
              {t(`doubt.${view.doubt}`)}
            </Alert>
          )
        )}
        <PastDecisions merchant={slug} view={view} timeZone={timeZone} />
      </div>
    </ClientMessages>
  );
}

/** Spares looking for what is not there: most operations are never in doubt. */
function mayConcern({ state, flags, timeline }: TransactionDetail): boolean {
  const isFlagged = flags.some((flag) => DECIDABLE_FLAGS.includes(flag));
  const isOpen = state === 'unknown' || state === 'awaiting';
  return (
    isOpen || isFlagged || timeline.some((line) => /^(decided|resolution)$/.test(line.entry?.kind ?? ''))
  );
}
