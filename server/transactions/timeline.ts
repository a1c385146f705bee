import { z } from 'zod';
import { VERDICTS } from '#db/schema/resolutions.ts';
import { isId, type UserId } from '#server/kernel/ids.ts';

/** The provider's own words; earlier lines have none. */
const providerText = z.string().nullish();

const userId = z.custom<UserId>((value) => typeof value === 'string' && isId('user', value));

/** One line of a transaction's timeline, as stored in `transaction_events`. */
export const timelineEntry = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('requested') }),
  z.object({ kind: z.literal('sending') }),
  z.object({ kind: z.literal('delivered') }),
  z.object({
    kind: z.literal('unknown'),
    reason: z.string(),
    code: z.string().nullable(),
    text: providerText,
  }),
  z.object({
    kind: z.literal('asked'),
    answer: z.enum(['not_found', 'no_record', 'no_answer', 'other_amount', 'declined_so_far']),
    cause: z.string().optional(),
  }),
  z.object({ kind: z.literal('asked_by_person') }),
  z.object({
    kind: z.literal('settled'),
    state: z.enum(['approved', 'declined', 'failed', 'cancelled']),
    reason: z.string().nullable(),
    code: z.string().nullable(),
    text: providerText,
  }),
  z.object({
    kind: z.literal('contradiction'),
    fields: z.array(
      z.enum([
        ...([
          'reference',
          'device',
          'amount',
          'payment',
          'session',
          'kind',
          'words',
          'answer',
          'signature',
        ] as const),
        // What somebody saw and wrote down, and nobody had confirmed yet.
        'seen',
      ]),
    ),
    /** What was reported, where that is another amount; not every line knows it. */
    amountMinor: z.number().int().optional(),
  }),
  /** On a sale or hold: a refund, void, capture or release of it came to an end or began. */
  z.object({
    kind: z.literal('followed_up'),
    followUp: z.enum(['refund', 'void', 'capture', 'release']),
    transactionId: z.string(),
    state: z.enum(['created', 'approved', 'declined', 'failed', 'cancelled']),
    amountMinor: z.number().int(),
  }),
  /** The provider called back without moving it. */
  z.object({
    kind: z.literal('called_back'),
    result: z.enum(['approved', 'confirmed', 'hint', 'held', 'misdirected']),
  }),
  /** The page it is paid on can be shown to the payer. */
  z.object({ kind: z.literal('page_opened') }),
  /** Paid, and the provider looks into it for fraud. */
  z.object({ kind: z.literal('in_review') }),
  /** Another link was made in the place of its own. */
  z.object({ kind: z.literal('renewed'), transactionId: z.string() }),
  /** A void nobody here asked for. */
  z.object({ kind: z.literal('made_at_terminal') }),
  /** Somebody wished it to be stopped, and how far that wish came. */
  z.object({
    kind: z.literal('abort'),
    step: z.enum(['requested', 'accepted', 'refused', 'unanswered', 'overtaken']),
    code: z.string().nullish(),
    text: providerText,
  }),
  /** What a person found out moved it, or said how it stands; `checkedBy` is null where nobody else could look. */
  z.object({
    kind: z.literal('decided'),
    verdict: z.enum(VERDICTS),
    by: userId,
    checkedBy: userId.nullable(),
  }),
  /** On the way to a decision. */
  z.object({
    kind: z.literal('resolution'),
    step: z.enum(['proposed', 'rejected', 'withdrawn', 'overtaken']),
    verdict: z.enum(VERDICTS),
  }),
  /** A refund that needs a second person: on its sale what became of the request, on the refund itself that it was let happen. */
  z.object({
    kind: z.literal('approval'),
    step: z.enum(['requested', 'used', 'rejected', 'withdrawn', 'expired', 'overtaken']),
    approvalId: z.string(),
    amountMinor: z.number().int(),
  }),
  z.object({ kind: z.literal('printed'), number: z.number().int() }),
]);

export type TimelineEntry = z.infer<typeof timelineEntry>;
