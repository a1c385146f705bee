import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Amount } from '#components/money/amount.tsx';
import { Ago } from '#components/time/ago.tsx';
import { buttonLook } from '#components/ui/button.tsx';
import type { ApprovalView } from '#server/approvals/approval-view.ts';
import { ApprovalPill } from './approval-pill.tsx';
import { Remaining } from './remaining.tsx';

type ApprovalCardProps = {
  merchant: string;
  approval: ApprovalView;
  /** The server's clock when it was read. */
  at: Date;
  timeZone: string;
};

/** A request in the inbox, made for a hand on a phone: how much, of which card, who asks and why, and how long it still counts. */
export function ApprovalCard({ merchant, approval, at, timeZone }: ApprovalCardProps) {
  const t = useTranslations('approvals');
  const { subject, state, may } = approval;
  const isWaiting = state === 'waiting';
  return (
    <li className="grid gap-2 rounded-lg border bg-surface p-4 text-sm">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1">
        <div className="min-w-0">
          <p className="text-ink-soft">{t(`kinds.${approval.kind}`)}</p>
          {subject.kind === 'refund' ? (
            <p className="text-xl">
              <Amount money={subject.amount} size="subject" />
            </p>
          ) : (
            <Setting subject={subject} state={state} />
          )}
        </div>
        {!isWaiting && <ApprovalPill state={state} isChecked={approval.isChecked} />}
      </div>
      {subject.kind === 'refund' && (
        <p className="text-ink-soft">
          {subject.last4 ? t('card', { last4: subject.last4 }) : t('noCard')} · {subject.deviceLabel}
        </p>
      )}
      {approval.reason && <p className="text-pretty [overflow-wrap:anywhere]">«{approval.reason}»</p>}
      <p className="text-ink-soft">
        {approval.isMine ? t('youAsk') : t('asks', { name: approval.maker ?? t('former') })} ·{' '}
        <Ago at={approval.madeAt} serverNow={at} timeZone={timeZone} />
      </p>
      <div className="flex flex-wrap items-center justify-between gap-3">
        {isWaiting ? (
          <Remaining expiresAt={approval.expiresAt} runsAt={approval.runsAt} serverNow={at} />
        ) : (
          <span className="text-ink-soft">
            {approval.isChecked && t('answered', { name: approval.checker ?? t('former') })}
            {state === 'used' && !approval.isChecked && t('byItself')}
          </span>
        )}
        <Link
          href={`/${merchant}/approvals/${approval.id}`}
          prefetch={false}
          className={`${buttonLook(may.accept ? 'primary' : 'secondary')} max-md:min-h-11 max-md:w-full`}
        >
          {t(may.accept ? 'open' : 'see')}
        </Link>
      </div>
    </li>
  );
}

function Setting({
  subject,
  state,
}: {
  subject: Exclude<ApprovalView['subject'], { kind: 'refund' }>;
  state: ApprovalView['state'];
}) {
  const t = useTranslations('approvals.facts');
  const roles = useTranslations('frame.roles');
  if (subject.kind === 'single_manager')
    return <p className="font-medium">{t(subject.isSingleManager ? 'singleOn' : 'singleOff', { state })}</p>;
  if (subject.kind === 'member' || subject.kind === 'invitation') {
    const { role, branches } = subject.after;
    const name = roles(role);
    return (
      <p className="font-medium">
        {subject.person} · {branches ? t('inBranches', { role: name, branches: branches.join(', ') }) : name}
      </p>
    );
  }
  if (subject.kind === 'credentials') return <p className="font-medium">{subject.label}</p>;
  const { currency, after } = subject;
  return (
    <p className="font-medium">
      <Amount money={{ minor: after.perSaleMinor, currency }} /> /{' '}
      <Amount money={{ minor: after.perDayMinor, currency }} />
    </p>
  );
}
