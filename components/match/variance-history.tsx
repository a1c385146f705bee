import { useTranslations } from 'next-intl';
import { Section } from '#components/devices/section.tsx';
import type { RecordAction } from '#components/resolutions/use-recording.ts';
import { Instant } from '#components/time/instant.tsx';
import type { VarianceView } from '#server/end-of-day/get-variance.ts';
import { NoteForm } from './settle-forms.tsx';

type VarianceHistoryProps = {
  steps: VarianceView['steps'];
  timeZone: string;
  mayNote: boolean;
  varianceId: string;
  action: RecordAction;
};

/** What was done about a difference, oldest first, and a place for a word more. */
export function VarianceHistory({ steps, timeZone, mayNote, ...settle }: VarianceHistoryProps) {
  const t = useTranslations('match');
  return (
    <Section title={t('page.history')}>
      {steps.length === 0 && <p className="text-ink-soft text-sm">{t('page.noHistory')}</p>}
      <ol className="grid gap-3">
        {steps.map(({ place, step, text, actor, at }) => (
          <li key={place} className="text-sm">
            <p className="font-medium">{t(`step.${step}`, { name: actor ?? t('page.formerUser') })}</p>
            {text !== '' && <p className="[overflow-wrap:anywhere]">{text}</p>}
            <p className="text-ink-soft text-xs">
              <Instant at={at} timeZone={timeZone} />
            </p>
          </li>
        ))}
      </ol>
      {mayNote && <NoteForm {...settle} />}
    </Section>
  );
}
