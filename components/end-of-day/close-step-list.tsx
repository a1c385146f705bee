import { Check, Circle, CircleDot, CircleHelp, CircleX } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { classNames } from '#components/ui/class-names.ts';
import {
  CLOSE_STEPS,
  type CloseStep,
  closeSteps,
  type ShownRunState,
  type StepPlace,
} from './close-steps.ts';

const stepLooks: Record<StepPlace, string> = {
  done: 'text-ink-soft',
  active: 'font-semibold text-awaiting',
  stopped: 'font-semibold text-stopped',
  unsure: 'font-semibold text-unknown',
  waiting: 'text-ink-faint',
};

const icons = { done: Check, active: CircleDot, stopped: CircleX, unsure: CircleHelp, waiting: Circle };

/** The steps of a close and how far each is; where the bank closed, its figures are entered instead of read. */
export function CloseStepList({ shown, isByBank }: { shown: ShownRunState; isByBank: boolean }) {
  return <StepList places={closeSteps(shown)} isByBank={isByBank} />;
}

/** The same of steps that are not, or not only, those of a run. */
export function StepList({
  places,
  isByBank,
  isDense = false,
}: {
  places: Record<CloseStep, StepPlace>;
  isByBank: boolean;
  /** In one line of a row, where there is room for it. */
  isDense?: boolean;
}) {
  const t = useTranslations('endOfDay.steps');
  return (
    <ol
      className={classNames(
        'flex',
        isDense
          ? 'gap-x-3 gap-y-1 whitespace-nowrap text-xs max-md:flex-wrap'
          : 'flex-wrap gap-x-5 gap-y-1.5 text-sm',
      )}
    >
      {CLOSE_STEPS.map((step) => {
        const place = places[step];
        const Icon = icons[place];
        return (
          <li
            key={step}
            aria-current={place === 'active' ? 'step' : undefined}
            className={classNames('flex items-center', isDense ? 'gap-1' : 'gap-1.5', stepLooks[place])}
          >
            <Icon
              aria-hidden
              className={classNames(isDense ? 'size-3.5' : 'size-4', place === 'active' && 'animate-breathe')}
            />
            {t(step === 'totals' && isByBank ? 'bankTotals' : step)}
            <span className="sr-only">{t(place)}</span>
          </li>
        );
      })}
    </ol>
  );
}
