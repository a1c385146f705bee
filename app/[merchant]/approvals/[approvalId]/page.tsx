import type { Metadata } from 'next';
import { getLocale, getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { AnswerForm, WithdrawForm } from '#components/approvals/answer-form.tsx';
import { ApprovalFacts } from '#components/approvals/approval-facts.tsx';
import { ApprovalPill } from '#components/approvals/approval-pill.tsx';
import { Remaining } from '#components/approvals/remaining.tsx';
import { ClientMessages } from '#components/i18n/client-messages.tsx';
import { PageHeader } from '#components/layout/page-header.tsx';
import { RefreshOnChange } from '#components/live/refresh-on-change.tsx';
import { Amount } from '#components/money/amount.tsx';
import { formatAmount } from '#components/money/format-amount.ts';
import { formatInstant } from '#components/time/format-time.ts';
import { Card, CardBody, CardHead } from '#components/ui/card.tsx';
import { type ApprovalDetail, getApproval } from '#server/approvals/get-approval.ts';
import type { Context } from '#server/auth/context.ts';
import { orNotFound } from '#server/auth/or-not-found.ts';
import { pageContext } from '#server/auth/page-context.ts';
import { assertNever } from '#server/kernel/assert-never.ts';
import { answerApprovalAction, withdrawApprovalAction } from '../actions.ts';

type ApprovalPageProps = { params: Promise<{ merchant: string; approvalId: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('approvals');
  return { title: t('title') };
}

/** One request: what it is about, who asks and why, how long it counts, and the answer. */
export default async function ApprovalPage({ params }: ApprovalPageProps) {
  const { merchant, approvalId } = await params;
  const ctx = await pageContext(merchant, 'approvals:see');
  const [t, approval] = await Promise.all([
    getTranslations('approvals'),
    orNotFound(getApproval(ctx, approvalId)),
  ]);
  const { subject, state } = approval;
  const isWaiting = state === 'waiting';
  const name = nameOf(subject);
  return (
    <ClientMessages also={['approvals', 'sale']}>
      <PageHeader
        back={{ href: `/${merchant}/approvals`, label: t('back') }}
        title={
          <>
            {name && (
              <span className="block font-medium text-ink-soft text-sm">{t(`kinds.${approval.kind}`)}</span>
            )}
            {name ?? t(`kinds.${approval.kind}`)}
          </>
        }
        sentence={
          <span className="flex flex-wrap items-center gap-2">
            <ApprovalPill state={state} isChecked={approval.isChecked} />
            {isWaiting && (
              <Remaining expiresAt={approval.expiresAt} runsAt={approval.runsAt} serverNow={approval.at} />
            )}
          </span>
        }
      />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_minmax(20rem,26rem)]">
        <ApprovalFacts merchant={merchant} approval={approval} timeZone={ctx.merchant.calendar.timeZone} />
        {isWaiting && <Answer ctx={ctx} approval={approval} />}
      </div>
      <RefreshOnChange merchant={merchant} topic="approval" ids={[approval.id]} isMoving={isWaiting} />
    </ClientMessages>
  );
}

/** What the request is headed by, where it has more of a name than its kind. */
function nameOf(subject: ApprovalDetail['subject']): ReactNode {
  switch (subject.kind) {
    case 'refund':
      return <Amount money={subject.amount} size="subject" />;
    case 'member':
    case 'invitation':
      return subject.person;
    case 'credentials':
      return subject.label;
    case 'limit':
    case 'single_manager':
      return null;
    default:
      return assertNever(subject);
  }
}

/** What this reader can do about it; what happens by itself can be stopped by everybody who sees it. */
async function Answer({ ctx, approval }: { ctx: Context<'approvals:see'>; approval: ApprovalDetail }) {
  const [t, locale] = await Promise.all([getTranslations('approvals'), getLocale()]);
  const { slug, calendar } = ctx.merchant;
  const { subject, may, runsAt } = approval;
  const amount = subject.kind === 'refund' ? formatAmount(subject.amount, locale) : '';
  const time = runsAt ? formatInstant(runsAt, calendar.timeZone, locale) : '';
  const withdraw = withdrawApprovalAction.bind(null, slug);
  if (may.withdraw) {
    return (
      <Card>
        <CardBody className="grid gap-3">
          {approval.isNoLongerAlone && <p className="text-pretty text-sm">{t('noLongerAlone')}</p>}
          <p className="text-pretty text-sm">{runsAt ? t('mineByItself', { time }) : t('mineSentence')}</p>
          <WithdrawForm approvalId={approval.id} label={t('answer.withdraw')} action={withdraw} />
        </CardBody>
      </Card>
    );
  }
  return (
    <Card>
      <CardHead title={t('answer.title')} sentence={may.accept ? careOf(approval, t) : undefined} />
      <CardBody className="grid gap-4">
        {approval.isNoLongerAlone && <p className="text-pretty text-sm">{t('noLongerAlone')}</p>}
        {runsAt && may.reject && <p className="text-pretty text-sm">{t('stopSentence', { time })}</p>}
        {may.accept ? (
          <AnswerForm
            approvalId={approval.id}
            accept={t(`answer.accept.${approval.kind}`, { amount })}
            action={answerApprovalAction.bind(null, slug)}
          />
        ) : runsAt && may.reject ? (
          <WithdrawForm approvalId={approval.id} label={t('answer.stop')} action={withdraw} />
        ) : (
          <p className="text-pretty text-ink-soft text-sm">{t('othersAnswer')}</p>
        )}
      </CardBody>
    </Card>
  );
}

/** What whoever lets it happen should know or do first. */
function careOf(
  { subject, needsCard, maker }: ApprovalDetail,
  t: Awaited<ReturnType<typeof getTranslations<'approvals'>>>,
): string | undefined {
  if (subject.kind === 'credentials') return t('credentialsCare', { name: maker ?? t('former') });
  return subject.kind === 'refund' && needsCard ? t('atDevice', { device: subject.deviceLabel }) : undefined;
}
