import { useTranslations } from 'next-intl';
import type { LiveSplitSale } from '#components/live/live-split-sale.ts';
import { toReason } from '#components/transactions/reason.ts';
import type { Messages } from '#server/i18n/messages.ts';
import { SplitPill } from './split-pill.tsx';

type Told = Pick<LiveSplitSale, 'state' | 'outcome' | 'running' | 'remaining' | 'next'>;

/** How a split sale stands, why, and what to do now. */
export function SplitOutcome({ splitSale }: { splitSale: Told }) {
  const t = useTranslations('splitSale');
  const { why, next } = useSentences(splitSale);
  return (
    <div className="grid justify-items-start gap-1.5">
      <SplitPill state={splitSale.state} />
      <p className="max-w-[70ch] text-pretty">
        {why} <span className="text-ink-soft">{next}</span>
      </p>
      {splitSale.outcome?.code && (
        <p className="font-mono text-ink-soft text-xs">{t('code', { code: splitSale.outcome.code })}</p>
      )}
    </div>
  );
}

/** Why it stands as it does: what went wrong where something did, else the sentence of its state. */
function useSentences(told: Told): { why: string; next: string } {
  const { state, outcome } = told;
  const t = useTranslations();
  const usual = { why: t(`splitSale.state.${state}.why`), next: useNext(told) };
  const own = ownReason(outcome?.reason);
  if (own) return { why: t(`splitSale.reason.${own}.why`), next: t(`splitSale.reason.${own}.next`) };
  const obstacle = obstacleOf(outcome?.reason);
  if (state === 'giving_up' && obstacle) {
    return {
      why: t('splitSale.stuck', { why: t(`moneyBack.obstacle.${obstacle}`) }),
      next: t('splitSale.stuckNext'),
    };
  }
  if (state === 'giving_up' && told.next.kind === 'person') {
    return { why: t('splitSale.halted'), next: t('splitSale.stuckNext') };
  }
  const reason = toReason(outcome?.reason);
  if (!reason) return usual;
  const why = t(`reason.${reason}.why`);
  if (state === 'failed') return { why, next: t(`reason.${reason}.next`) };
  if (state === 'open') return { why: t('splitSale.refusedCompletion', { why }), next: usual.next };
  return state === 'completion_unknown' ? { why: `${usual.why} ${why}`, next: usual.next } : usual;
}

/** What to do now. What goes on by itself says to wait; where nothing does any more, a person is told so. */
function useNext({ state, running, remaining, next }: Told): string {
  const t = useTranslations('splitSale');
  if (running) return t('busyNext');
  if (state === 'open' && remaining.minor === 0) return t('paidNext');
  if (state === 'completion_unknown' && next.kind === 'person') return t('askNone');
  return t(`state.${state}.next`);
}

const OWN = [
  'start_lost',
  'not_completed',
  'nothing_taken',
  'all_voided',
] as const satisfies (keyof Messages['splitSale']['reason'])[];

function ownReason(reason: string | undefined) {
  return OWN.find((own) => own === reason);
}

const OBSTACLES = [
  'batch_closed',
  'batch_closing',
  'other_day',
  'refund_exists',
  'split_busy',
  'split_completing',
  'void_running',
] as const satisfies (keyof Messages['moneyBack']['obstacle'])[];

function obstacleOf(reason: string | undefined) {
  return OBSTACLES.find((obstacle) => obstacle === reason);
}
