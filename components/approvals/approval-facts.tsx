import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Amount } from '#components/money/amount.tsx';
import { Instant } from '#components/time/instant.tsx';
import { Fact, Facts } from '#components/ui/facts.tsx';
import type { ApprovalSubject } from '#server/approvals/approval-view.ts';
import type { ApprovalDetail } from '#server/approvals/get-approval.ts';

type ApprovalFactsProps = { merchant: string; approval: ApprovalDetail; timeZone: string };

/** What a request is about, who asked and why, and what became of it. */
export function ApprovalFacts({ merchant, approval, timeZone }: ApprovalFactsProps) {
  const t = useTranslations('approvals');
  const { subject } = approval;
  const at = (instant: Date | null) => instant && <Instant at={instant} timeZone={timeZone} detail="full" />;
  return (
    <Facts>
      <Subject merchant={merchant} subject={subject} state={approval.state} timeZone={timeZone} />
      <Fact term={t('facts.maker')}>{approval.isMine ? t('you') : (approval.maker ?? t('former'))}</Fact>
      <Fact term={t('facts.madeAt')}>{at(approval.madeAt)}</Fact>
      <Fact term={t('facts.why')}>{approval.reason}</Fact>
      <Fact term={t('facts.expires')}>{approval.state === 'waiting' && at(approval.expiresAt)}</Fact>
      <Fact term={t('facts.runs')}>{approval.state === 'waiting' && at(approval.runsAt)}</Fact>
      <Fact term={t('ended')}>{at(approval.endedAt)}</Fact>
      <Fact term={t('facts.checker')}>
        {approval.isChecked ? (approval.checker ?? t('former')) : approval.state === 'used' && t('byItself')}
      </Fact>
      <Fact term={t('facts.answer')}>{approval.answer}</Fact>
      <Fact term={t('facts.because')}>{approval.obstacle && t(`obstacles.${approval.obstacle}`)}</Fact>
      <Fact term={t('facts.result')}>
        {approval.transactionId && (
          <Link
            href={`/${merchant}/transactions/${approval.transactionId}`}
            prefetch={false}
            className="underline underline-offset-2"
          >
            {t('facts.becameRefund')}
          </Link>
        )}
      </Fact>
    </Facts>
  );
}

function Subject({
  merchant,
  subject,
  state,
  timeZone,
}: {
  merchant: string;
  subject: ApprovalSubject;
  state: ApprovalDetail['state'];
  timeZone: string;
}) {
  const t = useTranslations('approvals');
  const roles = useTranslations('frame.roles');
  const limits = useTranslations('limits');
  const accounts = useTranslations('connections');
  const manage = useTranslations('manage.connections');
  switch (subject.kind) {
    case 'refund':
      return (
        <>
          <Fact term={t('facts.card')}>
            {subject.last4 ? t('card', { last4: subject.last4 }) : t('noCard')}
          </Fact>
          <Fact term={t('facts.sale')}>
            <Link
              href={`/${merchant}/transactions/${subject.saleId}`}
              prefetch={false}
              className="underline underline-offset-2"
            >
              <Amount money={subject.sold} /> · <Instant at={subject.soldAt} timeZone={timeZone} />
            </Link>
          </Fact>
          <Fact term={t('facts.gone')}>{subject.gone.minor > 0 && <Amount money={subject.gone} />}</Fact>
          <Fact term={t('facts.device')}>{subject.deviceLabel}</Fact>
          <Fact term={t('facts.lines')}>
            {subject.lines.length > 0 && (
              <ul>
                {subject.lines.map(({ name, quantity, refund }) => (
                  <li key={name}>
                    {t('facts.line', { count: quantity, name })} · <Amount money={refund} />
                  </li>
                ))}
              </ul>
            )}
          </Fact>
        </>
      );
    case 'limit': {
      const { currency, before, after } = subject;
      return (
        <>
          <Fact term={t('facts.role')}>
            {subject.role === 'everyone' ? limits('everyone') : roles(subject.role)}
          </Fact>
          <Fact term={t('facts.perSale')}>
            <Amount money={{ minor: after.perSaleMinor, currency }} />
            {before && (
              <del className="text-ink-soft">
                <Amount money={{ minor: before.perSaleMinor, currency }} />
              </del>
            )}
          </Fact>
          <Fact term={t('facts.perDay')}>
            <Amount money={{ minor: after.perDayMinor, currency }} />
            {before && (
              <del className="text-ink-soft">
                <Amount money={{ minor: before.perDayMinor, currency }} />
              </del>
            )}
          </Fact>
        </>
      );
    }
    case 'member':
      return (
        <>
          <Fact term={t('facts.person')}>{subject.person ?? t('former')}</Fact>
          <Fact term={t('facts.role_new')}>
            <Reach reach={subject.after} />{' '}
            <del className="text-ink-soft">
              <Reach reach={subject.before} />
            </del>
          </Fact>
        </>
      );
    case 'invitation':
      return (
        <>
          <Fact term={t('facts.person')}>{subject.person}</Fact>
          <Fact term={t('facts.email')}>{subject.email}</Fact>
          <Fact term={t('facts.role_given')}>
            <Reach reach={subject.after} />
          </Fact>
        </>
      );
    case 'credentials':
      return (
        <>
          <Fact term={t('facts.connection')}>{subject.label}</Fact>
          <Fact term={t('facts.provider')}>{accounts(`providers.${subject.provider}`)}</Fact>
          <Fact term={t('facts.environment')}>{manage(subject.environment)}</Fact>
          <Fact term={t('facts.address')} mono>
            {subject.baseUrl}
          </Fact>
          <Fact term={t('facts.credentials')}>{t(`facts.credentials_${subject.change}`)}</Fact>
        </>
      );
    case 'single_manager':
      return (
        <>
          <Fact term={t('facts.change')}>
            {t(subject.isSingleManager ? 'facts.singleOn' : 'facts.singleOff', { state })}
          </Fact>
          <Fact term={t('facts.singleMeans')}>
            {t(subject.isSingleManager ? 'facts.singleMeansOn' : 'facts.singleMeansOff')}
          </Fact>
        </>
      );
  }
}

/** A role, and in which branches where it is not all of them. */
function Reach({ reach }: { reach: Extract<ApprovalSubject, { kind: 'member' }>['after'] }) {
  const t = useTranslations('approvals.facts');
  const roles = useTranslations('frame.roles');
  const role = roles(reach.role);
  return reach.branches === null ? role : t('inBranches', { role, branches: reach.branches.join(', ') });
}
