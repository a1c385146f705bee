import { Ban, CircleCheck, CircleDashed, CreditCard, Moon, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Ago } from '#components/time/ago.tsx';
import { Elapsed } from '#components/time/elapsed.tsx';
import { Pill, type Tone } from '#components/ui/pill.tsx';
import type { Health } from '#server/terminals/derive-health.ts';

const looks: Record<Health['kind'], { tone: Tone; icon: ReactNode }> = {
  answering: { tone: 'approved', icon: <CircleCheck aria-hidden /> },
  busy: { tone: 'awaiting', icon: <CreditCard aria-hidden /> },
  quiet: { tone: 'neutral', icon: <Moon aria-hidden /> },
  failing: { tone: 'stopped', icon: <TriangleAlert aria-hidden /> },
  unused: { tone: 'neutral', icon: <CircleDashed aria-hidden /> },
  disabled: { tone: 'neutral', icon: <Ban aria-hidden /> },
};

type HealthProps = {
  health: Health;
  /** The server's clock, from which ages count. */
  at: Date;
  timeZone: string;
};

/** How a device is: word, what it is busy with, and since when. */
export function HealthLine({ health, at, timeZone }: HealthProps) {
  const t = useTranslations('devices');
  const { tone, icon } = looks[health.kind];
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2 gap-y-0.5" data-health={health.kind}>
      <Pill tone={tone} icon={icon}>
        {t(`health.${health.kind}.word`)}
      </Pill>
      {health.since && (
        <span className="text-ink-soft text-xs">
          {health.kind === 'busy' ? (
            <>
              {t(`holder.${health.by}`)} · <Elapsed since={health.since} serverNow={at} />
            </>
          ) : (
            <Ago at={health.since} serverNow={at} timeZone={timeZone} />
          )}
        </span>
      )}
    </span>
  );
}

/** The same with why we say so and what to do now; for the head of the device's page. */
export function HealthSentence({ health, at, timeZone }: HealthProps) {
  const t = useTranslations('devices');
  const ago = (then: Date | null) => then && <Ago at={then} serverNow={at} timeZone={timeZone} />;
  return (
    <div className="grid justify-items-start gap-1">
      <HealthLine health={health} at={at} timeZone={timeZone} />
      <p className="max-w-[70ch] text-pretty">
        <span className="text-ink">{t(`health.${health.kind}.why`)}</span> {t(`health.${health.kind}.next`)}
        {health.kind === 'failing' && health.lastAnsweredAt && (
          <> {t.rich('answeredLast', { ago: () => ago(health.lastAnsweredAt) })}</>
        )}
      </p>
    </div>
  );
}
