import type { CalendarDay } from '#server/kernel/time.ts';
import { isClosing, type SaleBalance } from './money-back.ts';

/** Why a hold cannot be captured, or not be released. */
export type HoldObstacle =
  | 'not_a_hold'
  | 'captured'
  | 'capture_running'
  | 'released'
  | 'release_running'
  | 'release_refused'
  | 'day_unknown'
  | 'batch_closing'
  | 'batch_closed'
  | 'other_day';

/** What can be done with a hold; a capture takes at most `heldMinor`, in minor units, once. */
export type HoldChoices = {
  capture: { isPossible: true; heldMinor: number } | { isPossible: false; obstacle: HoldObstacle };
  release: { isPossible: true } | { isPossible: false; obstacle: HoldObstacle };
};

/**
 * Capture and release of a hold by rule. They exclude each other. A release is a void and bound like one (INV-3); a hold
 * that cannot be released any more can still be captured, or ends at the bank by itself. `today` is the provider's
 * accounting day. Pure.
 */
export function holdOf(hold: SaleBalance, today: CalendarDay): HoldChoices {
  const common = commonObstacle(hold);
  if (common) return { capture: no(common), release: no(common) };
  const obstacle = releaseObstacle(hold, today);
  return {
    capture: { isPossible: true, heldMinor: hold.amountMinor },
    release: obstacle ? no(obstacle) : { isPossible: true },
  };
}

function commonObstacle(hold: SaleBalance): HoldObstacle | null {
  if (hold.kind !== 'preauthorization' || hold.state !== 'approved') return 'not_a_hold';
  if (hold.isCaptured) return 'captured';
  if (hold.isCaptureStarted) return 'capture_running';
  if (hold.isVoided) return 'released';
  return hold.isVoidStarted ? 'release_running' : null;
}

function releaseObstacle(hold: SaleBalance, today: CalendarDay): HoldObstacle | null {
  if (hold.providerDate === null) return 'day_unknown';
  if (isClosing(hold.batchState)) return 'batch_closing';
  if (hold.batchState !== 'open') return 'batch_closed';
  if (hold.providerDate !== today) return 'other_day';
  return hold.isVoidRefused ? 'release_refused' : null;
}

function no(obstacle: HoldObstacle): { isPossible: false; obstacle: HoldObstacle } {
  return { isPossible: false, obstacle };
}
