import type { Tx } from '#db/client.ts';
import { lockRunsOfDay, type RunRow } from '#db/queries/eod-runs.ts';
import { announce } from '#db/queries/live.ts';
import {
  findSignedDay,
  insertSignOff,
  listReportsOfDay,
  type SignedDayRow,
  updateSignedDay,
} from '#db/queries/sign-offs.ts';
import { record } from '#server/audit/record.ts';
import { type Context, NotFound } from '#server/auth/context.ts';
import { findPeopleWhoMay } from '#server/auth/find-people.ts';
import type { EndOfDayRunId, UserId } from '#server/kernel/ids.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { judgeStatements } from './judge-statements.ts';

type ReopenContext = Context<'days:reopen'>;

/** What somebody wishes for the signed day of a report. */
export type ReopenWish = { runId: EndOfDayRunId } & (
  | { step: 'ask'; reason: string }
  | { step: 'agree' }
  /** Another person says no, or who asked takes it back. */
  | { step: 'leave' }
);

/** Why it is not done; nothing was written. */
export type ReopenFailure =
  | { kind: 'not_signed' }
  | { kind: 'already_asked' }
  | { kind: 'not_asked' }
  /** Two people reopen a day. */
  | { kind: 'own_wish' }
  /** Who asked for it may not any more (INV-17). */
  | { kind: 'right_lost' };

/**
 * Opens a signed day again: one person asks for it and says why, another one agrees. Its reports stay as they are and are
 * signed anew. Throws NotFound for a run of nobody here.
 */
export async function reopenDay(
  ctx: ReopenContext,
  wish: ReopenWish,
): Promise<Result<{ isOpen: boolean }, ReopenFailure>> {
  const merchantId = ctx.merchant.id;
  return ctx.inTransaction(async (tx) => {
    const run = (await lockRunsOfDay(tx, merchantId, wish.runId)).find(({ id }) => id === wish.runId);
    if (!run) throw new NotFound();
    const day = await findSignedDay(tx, merchantId, run.deviceId, run.businessDate);
    const people = await findPeopleWhoMay(tx, merchantId, 'days:reopen');
    const flaw = flawOf(ctx, day, wish, people);
    if (!day || flaw) return err(flaw ?? { kind: 'not_signed' });
    const at = ctx.clock.now();
    const nothing = { askedBy: null, askedAt: null, reason: null };
    switch (wish.step) {
      case 'ask':
        await updateSignedDay(tx, day, { askedBy: ctx.actor.id, askedAt: at, reason: wish.reason });
        break;
      case 'leave':
        await updateSignedDay(tx, day, nothing);
        break;
      case 'agree':
        await updateSignedDay(tx, day, { reopenedBy: ctx.actor.id, reopenedAt: at });
        await unsignReports(ctx, tx, day);
        // What statements said of it after it was signed is somebody's to account for now.
        await judgeStatements(ctx, tx, daysOf(day), { at, by: null });
        break;
    }
    await tell(ctx, tx, run, day, wish);
    return ok({ isOpen: wish.step === 'agree' });
  });
}

function flawOf(
  ctx: ReopenContext,
  day: SignedDayRow | null,
  { step }: ReopenWish,
  people: readonly UserId[],
): ReopenFailure | null {
  if (!day) return { kind: 'not_signed' };
  if (step === 'ask') return day.askedBy ? { kind: 'already_asked' } : null;
  if (!day.askedBy) return { kind: 'not_asked' };
  if (step === 'leave') return null;
  if (day.askedBy === ctx.actor.id) return { kind: 'own_wish' };
  return people.includes(day.askedBy) ? null : { kind: 'right_lost' };
}

function daysOf({ deviceId, businessDate }: SignedDayRow) {
  return { deviceIds: [deviceId], from: businessDate, to: businessDate };
}

/** What was approved of the day is not any more. */
async function unsignReports(ctx: ReopenContext, tx: Tx, day: SignedDayRow): Promise<void> {
  const { merchantId, deviceId, businessDate, reason: comment } = day;
  const said = { merchantId, step: 'reopened' as const, comment, actorId: ctx.actor.id, at: ctx.clock.now() };
  for (const { runId, lastPlace } of await listReportsOfDay(tx, merchantId, deviceId, businessDate))
    await insertSignOff(tx, { ...said, runId, place: lastPlace + 1 });
}

const ACTIONS = { ask: 'reopening_asked', agree: 'reopened', leave: 'reopening_left' } as const;

async function tell(
  ctx: ReopenContext,
  tx: Tx,
  { id: runId, merchantId }: RunRow,
  { deviceId, businessDate, round, askedBy, reason }: SignedDayRow,
  wish: ReopenWish,
): Promise<void> {
  await announce(tx, { merchantId, topic: 'end-of-day', id: runId });
  await record(tx, merchantId, ctx.auditKey, {
    at: ctx.clock.now(),
    actor: { kind: 'user', id: ctx.actor.id },
    action: `day.${ACTIONS[wish.step]}`,
    objectId: runId,
    result: 'done',
    data: {
      ...{ deviceId, businessDate, round },
      askedBy: askedBy ?? ctx.actor.id,
      reason: wish.step === 'ask' ? wish.reason : reason,
    },
  });
}
