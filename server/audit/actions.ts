import type { ApprovalState } from '#db/schema/approvals.ts';
import type { RunState } from '#db/schema/end-of-day.ts';
import type { ResolutionState } from '#db/schema/resolutions.ts';
import type { SplitSaleState } from '#db/schema/split-sales.ts';
import type { AbortState, TransactionKind } from '#db/schema/transactions.ts';
import type { SplitEvent } from '#server/split-sales/split-sale.ts';
import type { TimelineEntry } from '#server/transactions/timeline.ts';

const OPERATION = [
  'requested',
  'sending',
  'delivered',
  'page_opened',
  'in_review',
  'unknown',
  'asked',
  'asked_by_person',
  'settled',
  'contradiction',
  'followed_up',
  'called_back',
  'renewed',
  'made_at_terminal',
  'abort',
  'abort_requested',
  'abort_accepted',
  'abort_refused',
  'abort_unanswered',
  'abort_overtaken',
  'decided',
  'resolution',
  'approval',
  'printed',
] as const satisfies readonly (TimelineEntry['kind'] | `abort_${Exclude<AbortState, 'asking'>}`)[];

const SPLIT_SALE = [
  'requested',
  'claimed',
  'starting',
  'start_replied',
  'open',
  'queried',
  'asked_by_person',
  'completion_wished',
  'completion_requested',
  'completing',
  'completion_replied',
  'completion_unknown',
  'taken_up_again',
  'giving_up',
  'void_impossible',
  'expired_unsent',
  'worker_lost',
  'completed',
  'given_up',
  'failed',
] as const satisfies readonly (SplitSaleState | SplitEvent['kind'] | 'asked_by_person')[];

const RESOLUTION = [
  'proposed',
  'accepted',
  'applied',
  'rejected',
  'withdrawn',
  'overtaken',
] as const satisfies readonly (ResolutionState | 'accepted')[];

const APPROVAL = [
  'requested',
  'used',
  'rejected',
  'withdrawn',
  'expired',
  'came_to_nothing',
] as const satisfies readonly (
  | Exclude<ApprovalState, 'waiting' | 'overtaken'>
  | 'requested'
  | 'came_to_nothing'
)[];

const END_OF_DAY = [
  'requested',
  'closing',
  'unknown',
  'awaiting_totals',
  'totals_asked',
  'totals_read',
  'decided',
  'closed',
  'blocked',
  'failed',
] as const satisfies readonly (RunState | 'totals_asked' | 'totals_read' | 'decided')[];

/**
 * Everything the audit knows to say: of what, and which steps of it. Whatever is recorded stands here, or it does not compile;
 * its words are `audit.subjects` and `audit.steps`.
 */
export const AUDIT_STEPS = {
  sign_in: [],
  sign_out: [],
  factor: ['added', 'confirmed', 'codes_made', 'removed', 'renamed'],
  sso: ['linked', 'unlinked'],
  permission: ['refused'],
  password: ['changed'],
  user: [
    'invited',
    'invited_again',
    'invitation_revoked',
    'joined',
    'role_changed',
    'disabled',
    'enabled',
    'sessions_ended',
    'reset_sent',
    'factor_reset',
    'changed',
  ],
  branch: ['added', 'changed', 'retired', 'reopened'],
  device: ['added', 'changed', 'disabled', 'enabled'],
  audit: ['read', 'exported', 'verified'],
  keys: ['rotated'],
  merchant: ['set-up', 'changed'],
  connection: ['tested', 'added', 'changed', 'credentials_changed'],
  sale: OPERATION,
  preauthorization: OPERATION,
  capture: OPERATION,
  refund: OPERATION,
  void: OPERATION,
  'split-sale': SPLIT_SALE,
  resolution: RESOLUTION,
  approval: APPROVAL,
  limit: ['set'],
  'single-manager': ['set'],
  'end-of-day': END_OF_DAY,
  callback: ['mismatched', 'unreadable'],
  transactions: ['exported'],
  export: ['requested', 'made', 'fetched', 'expired', 'cancelled', 'scheduled', 'unscheduled'],
  ledger: ['mapped'],
  'close-plan': ['set'],
  'close-hour': ['set'],
  report: ['reviewed', 'questioned', 'approved'],
  day: ['reopening_asked', 'reopening_left', 'reopened'],
  variance: ['explained', 'difference_accepted', 'reopened', 'assigned', 'due', 'noted'],
  statement: ['stored', 'undone'],
  receipt: ['printed', 'copied', 'batch_copied', 'link_revoked'],
  slip: ['look_changed'],
  note: ['written'],
  view: ['shared', 'removed'],
  mail: ['queued', 'ended'],
  privacy: ['looked_up', 'exported', 'erased', 'retained'],
} as const satisfies Record<TransactionKind, readonly string[]> & Record<string, readonly string[]>;

/** What an entry is about. */
export type AuditSubject = keyof typeof AUDIT_STEPS;

type ActionOf<S extends AuditSubject> = (typeof AUDIT_STEPS)[S] extends readonly []
  ? S
  : `${S}.${(typeof AUDIT_STEPS)[S][number]}`;

/** One thing that is recorded, e.g. `refund.settled`. */
export type AuditAction = { [S in AuditSubject]: ActionOf<S> }[AuditSubject];

/** All subjects, in the order in which they are offered. */
export const AUDIT_SUBJECTS = Object.keys(AUDIT_STEPS) as AuditSubject[];

/** What moves money or says that it moved, and who looked at the books: all that an accountant's part of the audit is. */
export const MONEY_SUBJECTS: readonly AuditSubject[] = [
  'sale',
  'preauthorization',
  'capture',
  'refund',
  'void',
  'split-sale',
  'resolution',
  'approval',
  'end-of-day',
  'callback',
  'transactions',
  'export',
  'ledger',
  'close-plan',
  'close-hour',
  'report',
  'day',
  'variance',
  'statement',
  'receipt',
];

/** The two halves of what was recorded; a subject of an older or newer version may be unknown here. */
export function partsOf(action: string): { subject: string; step: string | null } {
  const [subject = '', ...step] = action.split('.');
  return { subject, step: step.length > 0 ? step.join('.') : null };
}
