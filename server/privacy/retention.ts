import { z } from 'zod';

/**
 * What is taken away when its time is over, and after how many months unless the installation says otherwise. The usual ones
 * outlast every deadline of a dispute over a card payment (540 days).
 */
export const USUAL_MONTHS = {
  /** Bodies of the calls to providers. */
  exchanges: 24,
  /** What callbacks said. */
  callbacks: 24,
  /** E-mail address and telephone of who bought or paid. */
  contacts: 24,
  /** Pictures of slips. */
  photos: 24,
  /** What is left of the address of a letter. */
  mails: 12,
} as const;

/** A kind of data that has its time. */
export type RetentionKind = keyof typeof USUAL_MONTHS;

/** For how many months each kind is kept. */
export type Retention = Readonly<Record<RetentionKind, number>>;

/** Buyers stand on papers that tax law has kept for ten years; nobody can say less. */
export const BUYER_MONTHS = 120;

/** Sessions that are over are good for nothing; so long they tell who was signed in. */
export const SESSION_MONTHS = 1;

/** All kinds. */
export const RETENTION_KINDS = Object.keys(USUAL_MONTHS) as RetentionKind[];

const months = z
  .string()
  .regex(/^\d{1,3}$/)
  .transform(Number)
  .pipe(z.number().min(1).max(BUYER_MONTHS));

/** `exchanges:36,mails:6`: months for some kinds, the usual ones for the others. */
export const retentionSetting: z.ZodType<Retention> = z
  .string()
  .default('')
  .transform((text) =>
    text.split(',').flatMap((entry) => (entry.trim() === '' ? [] : [entry.trim().split(':')])),
  )
  .pipe(
    z.array(
      z.tuple([z.string().pipe(z.enum(RETENTION_KINDS, `must name ${RETENTION_KINDS.join(', ')}`)), months]),
    ),
  )
  .transform((entries): Retention => ({ ...USUAL_MONTHS, ...Object.fromEntries(entries) }));

/** The moment before which something kept so many months is over. Of a day that the month lacks, its last one. */
export function monthsBefore(at: Date, count: number): Date {
  const day = at.getUTCDate();
  const before = new Date(at);
  before.setUTCDate(1);
  before.setUTCMonth(before.getUTCMonth() - count);
  const days = new Date(Date.UTC(before.getUTCFullYear(), before.getUTCMonth() + 1, 0)).getUTCDate();
  before.setUTCDate(Math.min(day, days));
  return before;
}
