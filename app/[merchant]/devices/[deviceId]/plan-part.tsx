import { PlanCard } from '#components/end-of-day/plan-card.tsx';
import { ClientMessages } from '#components/i18n/client-messages.tsx';
import { pageContext } from '#server/auth/page-context.ts';
import { allows } from '#server/auth/permissions.ts';
import { getClosePlan } from '#server/end-of-day/get-close-plan.ts';
import type { DeviceView } from '#server/terminals/list-devices.ts';
import { setClosePlanAction } from '../../end-of-day/plan-actions.ts';

/** By what hour it is to be closed. */
export async function PlanPart({ merchant, device }: { merchant: string; device: DeviceView }) {
  const ctx = await pageContext(merchant, 'devices:see');
  const { plan, usual } = await getClosePlan(ctx, device.id);
  const mayPlan = allows(ctx.actor.role, 'end-of-day:plan');
  return (
    <ClientMessages also={['board']}>
      <PlanCard
        deviceId={device.id}
        plan={plan}
        usual={usual}
        canSchedule={device.capabilities.batchClosedBy === 'device'}
        action={mayPlan ? setClosePlanAction.bind(null, merchant) : null}
      />
    </ClientMessages>
  );
}
