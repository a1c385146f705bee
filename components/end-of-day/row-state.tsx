import { CircleCheck, CircleDashed, CreditCard, Landmark, OctagonAlert } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Elapsed } from '#components/time/elapsed.tsx';
import { Pill, type Tone } from '#components/ui/pill.tsx';
import type { BoardRow } from '#server/end-of-day/get-board.ts';
import { assertNever } from '#server/kernel/assert-never.ts';
import { boardSteps } from './board-steps.ts';
import { StepList } from './close-step-list.tsx';
import { isMoving, shownRunState } from './close-steps.ts';
import { toCloseReason } from './failure-reason.tsx';
import { RunPill } from './run-pill.tsx';

type RowProps = {
  row: BoardRow;
  /** The merchant's address. */
  merchant: string;
  /** The server's clock when the row was read. */
  at: Date;
};

type Run = NonNullable<BoardRow['run']>;

/** How a device stands: word, steps, and, where it does not go on by itself, why and the way to what can be done. */
export function RowState(props: RowProps) {
  const { row } = props;
  return (
    <div className="grid justify-items-start gap-1.5 py-1.5">
      <Word {...props} />
      <StepList
        places={boardSteps(row)}
        isByBank={row.device.capabilities.batchClosedBy === 'bank'}
        isDense
      />
      <Reason {...props} />
    </div>
  );
}

const looks: Record<Exclude<BoardRow['situation']['kind'], 'run'>, { tone: Tone; icon: ReactNode }> = {
  nothing: { tone: 'neutral', icon: <CircleDashed aria-hidden /> },
  bank_open: { tone: 'neutral', icon: <Landmark aria-hidden /> },
  ready: { tone: 'accent', icon: <CircleCheck aria-hidden /> },
  held: { tone: 'awaiting', icon: <CreditCard aria-hidden /> },
  open_operations: { tone: 'unknown', icon: <OctagonAlert aria-hidden /> },
};

function Word({ row, merchant, at }: RowProps) {
  const t = useTranslations('board.situation');
  const { situation, run } = row;
  if (run && (situation.kind === 'run' || situation.kind === 'nothing')) {
    return (
      <span className="inline-flex flex-wrap items-center gap-2">
        <Link
          href={`/${merchant}/end-of-day/${run.id}`}
          prefetch={false}
          className="inline-flex rounded-full align-middle"
        >
          <RunPill shown={shownRunState(run)} />
        </Link>
        {isMoving(run.state) && <Elapsed since={run.requestedAt} serverNow={at} />}
      </span>
    );
  }
  if (situation.kind === 'run') return null;
  const { tone, icon } = looks[situation.kind];
  return (
    <Pill tone={tone} icon={icon}>
      {t(`${situation.kind}.word`)}
    </Pill>
  );
}

function Reason({ row, merchant }: RowProps): ReactNode {
  const t = useTranslations('board');
  const devices = useTranslations('devices.holder');
  const { situation, run, device } = row;
  switch (situation.kind) {
    case 'ready':
    case 'bank_open':
      return null;
    case 'nothing':
      return run ? <RunReason run={run} merchant={merchant} /> : null;
    case 'run':
      return run && <RunReason run={run} merchant={merchant} isSettled={situation.openCount === 0} />;
    case 'held':
      return (
        <Said href={holderHref(merchant, device.hold)} action={t('row.seeHolder')}>
          {t('situation.held.why', { holder: devices(situation.by) })}
        </Said>
      );
    case 'open_operations':
      return (
        <Said href={`/${merchant}/unresolved`} action={t('row.seeOpen')}>
          {t('situation.open_operations.why', { count: situation.count })}
        </Said>
      );
    default:
      return assertNever(situation);
  }
}

/** Why a close does not go on by itself; nothing of one that is done or under way. */
function RunReason({
  run,
  merchant,
  isSettled = false,
}: {
  run: Run;
  merchant: string;
  /** Nothing is open on the device any more. */
  isSettled?: boolean;
}): ReactNode {
  const t = useTranslations('board.row');
  const said = useTranslations('endOfDay');
  const shown = shownRunState(run);
  const href = `/${merchant}/end-of-day/${run.id}`;
  switch (shown) {
    case 'requested':
    case 'closing':
    case 'matched':
      return null;
    case 'failed': {
      const reason = toCloseReason(run.outcomeReason);
      return (
        <Said href={href} action={t('seeClose')}>
          {said(`reason.${reason}.why`)} {said(`reason.${reason}.next`)}
        </Said>
      );
    }
    case 'blocked':
      return (
        <Said href={href} action={t('seeOpen')}>
          {isSettled ? t('settled') : said('states.blocked.why')}
        </Said>
      );
    case 'awaiting_totals':
      // The way to enter them stands at the end of the row.
      return <Said>{said('states.awaiting_totals.why')}</Said>;
    case 'unknown':
    case 'closed':
    case 'differs':
      return (
        <Said href={href} action={t(ways[shown])}>
          {said(`states.${shown}.why`)}
        </Said>
      );
    default:
      return assertNever(shown);
  }
}

const ways = {
  unknown: 'decide',
  closed: 'compare',
  differs: 'seeDifferences',
} as const;

function Said({ href, action, children }: { href?: string; action?: string; children: ReactNode }) {
  return (
    <p className="max-w-[60ch] text-pretty whitespace-normal text-ink-soft text-xs">
      {children}{' '}
      {href && (
        <Link href={href} prefetch={false} className="text-ink underline underline-offset-2">
          {action}
        </Link>
      )}
    </p>
  );
}

function holderHref(merchant: string, hold: BoardRow['device']['hold']): string {
  if (!hold) return `/${merchant}/unresolved`;
  return `/${merchant}/${hold.by === 'split-sale' ? 'split-sales' : 'transactions'}/${hold.id}`;
}
