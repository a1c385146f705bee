import { useTranslations } from 'next-intl';
import { Card, CardBody, CardHead } from '#components/ui/card.tsx';
import { Fact, Facts } from '#components/ui/facts.tsx';
import type { ClosePlan } from '#server/end-of-day/close-hour.ts';
import { PlanForm } from './plan-form.tsx';
import type { HourAction } from './usual-hour.tsx';

/** By what hour a device is to be closed: to be set by those who may, else to be read. */
export function PlanCard({
  deviceId,
  plan,
  usual,
  canSchedule,
  action,
}: {
  deviceId: string;
  plan: ClosePlan;
  /** What the hour would be if it had none of its own. */
  usual: ClosePlan;
  /** The device closes when it is told to. */
  canSchedule: boolean;
  /** Null for those who may not set it. */
  action: HourAction | null;
}) {
  const t = useTranslations('board.plan');
  const { hour, timeZone: zone } = plan;
  return (
    <Card>
      <CardHead title={t('title')} />
      <CardBody>
        {action ? (
          <PlanForm {...{ deviceId, plan, usual, canSchedule, action }} />
        ) : (
          <Facts>
            <Fact term={t('fact')}>{t(plan.isOwn ? 'hour' : 'usualHour', { hour, zone })}</Fact>
            {canSchedule && <Fact term={t('how')}>{t(plan.isScheduled ? 'bySchedule' : 'byPeople')}</Fact>}
          </Facts>
        )}
      </CardBody>
    </Card>
  );
}
