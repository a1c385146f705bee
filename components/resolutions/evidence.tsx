import { useLocale, useTranslations } from 'next-intl';
import { formatAmount } from '#components/money/format-amount.ts';
import { Ago } from '#components/time/ago.tsx';
import { Instant } from '#components/time/instant.tsx';
import { Fact, Facts } from '#components/ui/facts.tsx';
import type { DecisionView, ResolutionView } from '#server/resolutions/get-decision.ts';

type EvidenceProps = {
  merchant: string;
  view: DecisionView;
  resolution: ResolutionView;
  timeZone: string;
};

/** What somebody found out and on what it stands: in words, in figures, in a picture. */
export function Evidence({ merchant, view, resolution, timeZone }: EvidenceProps) {
  const t = useTranslations('resolution');
  const locale = useLocale();
  const { facts } = resolution;
  return (
    <div className="grid gap-3">
      <p className="font-medium">
        {t(`said.${view.kind}.${resolution.verdict}`)} · {formatAmount(view.amount, locale)}
      </p>
      <blockquote className="border-l-2 pl-3 text-pretty [overflow-wrap:anywhere]">
        {resolution.statement}
      </blockquote>
      <Facts>
        <Fact term={t('proof')}>{t(`proofs.${resolution.proof}`)}</Fact>
        <Fact term={t('authCode')} mono>
          {facts.authCode}
        </Fact>
        <Fact term={t('providerReference')} mono>
          {facts.providerReference}
        </Fact>
        <Fact term={t('last4')} mono>
          {facts.last4}
        </Fact>
        <Fact term={t('batchNumber')} mono>
          {facts.batchNumber}
        </Fact>
        <Fact term={t('view.maker')}>{resolution.maker ?? t('view.former')}</Fact>
        <Fact term={t('view.age')}>
          <span>
            <Ago at={resolution.madeAt} serverNow={view.at} timeZone={timeZone} />{' '}
            <span className="text-ink-soft">
              (<Instant at={resolution.madeAt} timeZone={timeZone} />)
            </span>
          </span>
        </Fact>
      </Facts>
      {resolution.hasPhoto && (
        // biome-ignore lint/performance/noImgElement: shown to who may see it only, so nothing may keep a copy
        <img
          src={`/api/files/resolutions/${merchant}/${resolution.id}/photo`}
          alt={t('photo.shown')}
          className="max-h-96 w-fit max-w-full rounded-md border"
        />
      )}
    </div>
  );
}

/** What people found out earlier, and what became of that. */
export function PastDecisions({ merchant, view, timeZone }: Omit<EvidenceProps, 'resolution'>) {
  const t = useTranslations('resolution.view');
  if (view.past.length === 0) return null;
  return (
    <details className="rounded-lg border">
      <summary className="cursor-pointer px-3 py-2.5 font-medium text-sm">
        {t('past')} ({view.past.length})
      </summary>
      <ul className="divide-y border-t">
        {view.past.map((resolution) => (
          <li key={resolution.id} className="grid gap-2 p-3">
            <Evidence merchant={merchant} view={view} resolution={resolution} timeZone={timeZone} />
            <Facts>
              <Fact term={t('result')}>{t(`states.${resolution.state}`)}</Fact>
              <Fact term={t('checker')}>{checkerOf(resolution, t('former'), t('nobody'))}</Fact>
              <Fact term={t('answer')}>{resolution.answer}</Fact>
            </Facts>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Who checked it; nobody is worth a word only where it took effect all the same. */
function checkerOf(resolution: ResolutionView, former: string, nobody: string): string | null {
  if (resolution.isChecked) return resolution.checker ?? former;
  return resolution.state === 'applied' ? nobody : null;
}
