import type { ApprovalKind, ApprovalState } from '#db/schema/approvals.ts';
import type { Role } from '#db/schema/memberships.ts';
import { may, type Permission } from '#server/auth/permissions.ts';
import type { BranchId, UserId } from '#server/kernel/ids.ts';

/** How long a request waits for its answer. */
export const EXPIRES_MS = 24 * 60 * 60_000;

/** What one needs to ask for a thing of each kind, and what another one needs to let it happen. */
export const NEEDED: Record<ApprovalKind, { make: Permission; check: Permission }> = {
  refund: { make: 'refund:request', check: 'refund:approve' },
  limit: { make: 'limits:set', check: 'limits:check' },
  single_manager: { make: 'limits:set', check: 'limits:check' },
  member: { make: 'users:manage', check: 'users:manage' },
  invitation: { make: 'users:manage', check: 'users:manage' },
  credentials: { make: 'connections:manage', check: 'connections:manage' },
};

/** What of a request says who may do what with it, and when. */
export type Asked = {
  kind: ApprovalKind;
  state: ApprovalState;
  madeBy: UserId;
  expiresAt: Date;
  runsAt: Date | null;
};

/** What can be done with a request that waits. */
export type Step = 'accept' | 'reject' | 'withdraw';

/** Why it cannot be done. */
export type StepFlaw =
  /** It was answered, taken back, or overtaken meanwhile. */
  | 'not_waiting'
  | 'expired'
  /** Nobody lets happen what he asked for himself (INV-17). */
  | 'own_request'
  | 'not_own_request'
  /** Another role answers requests of this kind. */
  | 'not_yours';

/** Whoever is about to answer, with the branches they work in. */
export type Answerer = { id: UserId; role: Role; branchIds: readonly BranchId[] | null };

/** Whether somebody has anything to do with requests of a kind. */
export function seesKind(person: Answerer, kind: ApprovalKind): boolean {
  return may(person, NEEDED[kind].make) || may(person, NEEDED[kind].check);
}

/**
 * Whether somebody may do a step of a request now. To let it happen takes another person who may check such things; so does to
 * turn it down, but what is about to happen by itself may be stopped by whoever may ask for such things, too. Pure.
 */
export function flawOfStep(asked: Asked, step: Step, person: Answerer, at: Date): StepFlaw | null {
  if (asked.state !== 'waiting') return 'not_waiting';
  if (at >= asked.expiresAt) return 'expired';
  const isOwn = asked.madeBy === person.id;
  const { make, check } = NEEDED[asked.kind];
  switch (step) {
    case 'withdraw':
      return isOwn ? null : 'not_own_request';
    case 'accept':
      if (isOwn) return 'own_request';
      return may(person, check) ? null : 'not_yours';
    case 'reject': {
      if (isOwn) return 'own_request';
      const mayStop = asked.runsAt !== null && may(person, make);
      return mayStop || may(person, check) ? null : 'not_yours';
    }
  }
}

/** Whether it waits for this person's answer. */
export function waitsFor(asked: Asked, person: Answerer, at: Date): boolean {
  return flawOfStep(asked, 'accept', person, at) === null;
}
