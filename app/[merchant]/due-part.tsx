import { DueNotice } from '#components/end-of-day/due-notice.tsx';
import { pageContext } from '#server/auth/page-context.ts';
import { listDue } from '#server/end-of-day/list-due.ts';

/** The devices that were not closed by their hour, for those who keep the books; nothing when there are none. */
export async function DuePart({ merchant }: { merchant: string }) {
  const ctx = await pageContext(merchant, 'reports:see');
  const { devices } = await listDue(ctx);
  const { timeZone } = ctx.merchant.calendar;
  return <DueNotice devices={devices} timeZone={timeZone} boardHref={`/${merchant}/end-of-day`} />;
}
