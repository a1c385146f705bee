import { ArrowRight, LockKeyhole } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Section } from '#components/devices/section.tsx';
import { Amount } from '#components/money/amount.tsx';
import type { RecordAction } from '#components/resolutions/use-recording.ts';
import { ThreeSidesTable } from '#components/statements/three-sides-table.tsx';
import { Instant } from '#components/time/instant.tsx';
import { Alert } from '#components/ui/alert.tsx';
import { buttonLook } from '#components/ui/button.tsx';
import { Card, CardBody } from '#components/ui/card.tsx';
import type { SignOffView } from '#server/end-of-day/get-sign-off.ts';
import { AnswerReopening, ApproveForm, AskReopening, ReviewForm } from './sign-forms.tsx';
import { VariancePill } from './variance-pill.tsx';
import { varianceWords } from './variance-words.ts';

type SignOffPanelProps = {
  merchant: string;
  runId: string;
  view: SignOffView;
  timeZone: string;
  /** Why the person cannot sign now, in words. */
  whyNot: { review: string | null; approve: string | null };
  actions: { review: RecordAction; approve: RecordAction; reopen: RecordAction };
};

/** How far a report is signed, what differs in it, and the original to take away. Not on paper. */
export function SignOffPanel(props: SignOffPanelProps) {
  const t = useTranslations('match.sign');
  const { view, merchant } = props;
  return (
    <div data-frame className="mb-6 grid grid-cols-[minmax(0,1fr)] gap-6 print:hidden">
      {view.variances.length > 0 && (
        <Section title={t('differences')}>
          <ul className="grid gap-2">
            {view.variances.map((row) => (
              <Variance key={row.variance.id} merchant={merchant} row={row} />
            ))}
          </ul>
        </Section>
      )}
      <Sides {...props} />
      <Section title={t('title')}>
        <Card>
          <CardBody className="grid gap-4">
            <Standing {...props} />
            <Steps {...props} />
            <Signing {...props} />
          </CardBody>
        </Card>
      </Section>
      <Original {...props} />
    </div>
  );
}

function Sides({ view, merchant }: SignOffPanelProps) {
  const t = useTranslations('statement.sides');
  if (view.sides.length === 0) return null;
  return (
    <Section
      title={t('title')}
      sentence={t('note')}
      action={
        <Link href={`/${merchant}/reports/statements`} prefetch={false} className={buttonLook('ghost')}>
          {t('upload')}
        </Link>
      }
    >
      <ThreeSidesTable rows={view.sides} by={view.totalsBy} />
    </Section>
  );
}

function Variance({ merchant, row }: { merchant: string; row: SignOffView['variances'][number] }) {
  const t = useTranslations('match');
  const { id, state, differenceMinor: minor, currency } = row.variance;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-md border bg-surface px-3 py-2 text-sm">
      <VariancePill state={state} />
      <span className="min-w-40 flex-1">
        {varianceWords(row.variance, t)}:{' '}
        <span className="font-semibold">
          {minor > 0 && '+'}
          <Amount money={{ minor, currency }} />
        </span>
      </span>
      <Link
        href={`/${merchant}/reports/differences/${id}`}
        prefetch={false}
        className={buttonLook(state === 'open' ? 'primary' : 'secondary')}
      >
        {t('sign.see')} <ArrowRight aria-hidden />
      </Link>
    </li>
  );
}

function Standing({ view }: SignOffPanelProps) {
  const t = useTranslations('match.sign');
  const { day, steps } = view;
  if (day)
    return (
      <div className="grid gap-1">
        <p className="flex items-center gap-2 font-medium">
          <LockKeyhole aria-hidden className="size-4 shrink-0" />
          {t('locked', { name: day.signer })}
        </p>
        <p className="text-pretty text-ink-soft text-sm">{t('lockedWhy')}</p>
      </div>
    );
  return <p className="font-medium">{t(steps.at(-1)?.step ?? 'unsigned')}</p>;
}

function Steps({ view, timeZone }: SignOffPanelProps) {
  const t = useTranslations('match');
  if (view.steps.length === 0) return null;
  return (
    <ol className="grid gap-2 text-sm">
      {view.steps.map(({ place, step, comment, actor, at }) => (
        <li key={place}>
          {t(`sign.steps.${step}`, { name: actor ?? t('page.formerUser') })}{' '}
          <span className="text-ink-soft">
            · <Instant at={at} timeZone={timeZone} />
          </span>
          {comment && <p className="[overflow-wrap:anywhere]">«{comment}»</p>}
        </li>
      ))}
    </ol>
  );
}

function Signing({ view, runId, whyNot, actions }: SignOffPanelProps) {
  const t = useTranslations('match.sign');
  const { day } = view;
  if (!view.mayReopen) return null;
  if (day?.askedBy)
    return (
      <Alert
        kind="warning"
        title={t('asked', { name: day.asker ?? '', reason: day.reason ?? '' })}
        className="max-sm:grid-cols-[auto_minmax(0,1fr)]"
      >
        {view.isAsker && t('waitsForOther')}
        <AnswerReopening runId={runId} action={actions.reopen} isAsker={view.isAsker} />
      </Alert>
    );
  if (day) return <AskReopening runId={runId} action={actions.reopen} />;
  const isReviewed = view.steps.at(-1)?.step === 'reviewed';
  return (
    <div className="grid gap-4">
      {isReviewed && view.approve !== undefined && (
        <ApproveForm runId={runId} action={actions.approve} whyNot={whyNot.approve} />
      )}
      <ReviewForm runId={runId} action={actions.review} whyNot={whyNot.review} isReviewed={isReviewed} />
    </div>
  );
}

function Original({ view, merchant, runId }: SignOffPanelProps) {
  const t = useTranslations('match.sign');
  return (
    <Section
      title={t('paper')}
      action={
        view.isIntact && (
          <div className="flex flex-wrap gap-2">
            {(['pdf', 'xlsx', 'json'] as const).map((form) => (
              <a
                key={form}
                href={`/api/files/reports/${merchant}/${runId}?form=${form}`}
                download
                className={buttonLook()}
              >
                {t('download', { form: form.toUpperCase() })}
              </a>
            ))}
          </div>
        )
      }
    >
      {view.isIntact ? (
        <p className="text-ink-soft text-sm">{t('intact')}</p>
      ) : (
        <Alert kind="error" title={t('changed')} />
      )}
      <p className="font-mono text-ink-soft text-xs [overflow-wrap:anywhere]">
        {t('hash')}: {view.hash}
      </p>
      {view.isIntact && <Dossier merchant={merchant} runId={runId} />}
    </Section>
  );
}

/** The report with everything that came after it: no original, and made anew each time. */
function Dossier({ merchant, runId }: Pick<SignOffPanelProps, 'merchant' | 'runId'>) {
  const t = useTranslations('match.sign');
  return (
    <div className="mt-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <p className="min-w-0 flex-1 basis-80 text-pretty text-ink-soft text-sm">{t('dossierWhy')}</p>
      <a href={`/api/files/reports/${merchant}/${runId}?form=dossier`} download className={buttonLook()}>
        {t('dossier')}
      </a>
    </div>
  );
}
