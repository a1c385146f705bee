import type { SignOffStep } from '#db/schema/sign-offs.ts';
import type { UserId } from '#server/kernel/ids.ts';

/** How a report and its day stand for the person who wishes to say something about it. */
export type SignOffSituation = {
  /** The last that was said, and by whom. */
  last: { step: SignOffStep; actorId: UserId } | null;
  /** Who said it still may: a review counts as long as its maker has the right (INV-17). */
  isLastValid: boolean;
  actorId: UserId;
  /** The day is signed: it has to be reopened first. */
  isSigned: boolean;
  /** From when on nothing enters the day any more; null when that is so. */
  goesOnUntil: Date | null;
  /** A close of the day is under way: its report is still to come. */
  isClosing: boolean;
  /** Variances of the day that nobody has accounted for. */
  openVariances: number;
};

/** What a person may say of a report. */
export type SignOffWish = Exclude<SignOffStep, 'reopened'>;

/** Why it cannot be said; nothing was written. */
export type SignOffFailure =
  | { kind: 'day_signed' }
  | { kind: 'already_reviewed' }
  /** Approving follows a review; somebody queried it or nobody reviewed it yet. */
  | { kind: 'not_reviewed' }
  /** Two people sign. */
  | { kind: 'own_review' }
  /** Who reviewed it may not any more. */
  | { kind: 'right_lost' }
  | { kind: 'variances_open'; count: number }
  | { kind: 'day_goes_on'; until: Date }
  /** A close of the day has no report yet; it could not be written into a day that is signed. */
  | { kind: 'close_goes_on' };

/**
 * What keeps a person from saying something of a report; null when nothing does. Two people sign it, after every difference of
 * its day is accounted for; the second one only when the day is over and no close of it is under way, for
 * with that it is locked. Pure.
 */
export function signOffFlaw(step: SignOffWish, situation: SignOffSituation): SignOffFailure | null {
  const { last, isLastValid, actorId, isSigned, goesOnUntil, isClosing, openVariances } = situation;
  if (isSigned) return { kind: 'day_signed' };
  switch (step) {
    case 'queried':
      return null;
    case 'reviewed':
      if (last?.step === 'approved' || (last?.step === 'reviewed' && isLastValid))
        return { kind: 'already_reviewed' };
      return openVariances > 0 ? { kind: 'variances_open', count: openVariances } : null;
    case 'approved':
      if (last?.step !== 'reviewed') return { kind: 'not_reviewed' };
      if (last.actorId === actorId) return { kind: 'own_review' };
      if (!isLastValid) return { kind: 'right_lost' };
      if (openVariances > 0) return { kind: 'variances_open', count: openVariances };
      if (goesOnUntil) return { kind: 'day_goes_on', until: goesOnUntil };
      return isClosing ? { kind: 'close_goes_on' } : null;
  }
}
