import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { inScope, openDatabase } from '#db/client.ts';
import { listMerchants } from '#db/queries/recovery.ts';
import { exportSchedules } from '#db/schema/export-schedules.ts';
import { fileExports } from '#db/schema/exports.ts';
import { mails } from '#db/schema/mails.ts';
import { memberships } from '#db/schema/memberships.ts';
import type { SystemContext } from '#server/auth/context.ts';
import { createSystemContext } from '#server/auth/create-context.ts';
import { makeExport } from '#server/exports/make-export.ts';
import { runSchedules } from '#server/exports/run-schedules.ts';
import { listSchedules, removeSchedule, scheduleExport } from '#server/exports/schedule-export.ts';
import type { ScheduleWish } from '#server/exports/schedule-wish.ts';
import { openLetter } from '#server/mail/letter.ts';
import { createWorld, type World } from '#tests/support/world.ts';

const WISH: ScheduleWish = {
  what: 'transactions',
  form: 'csv',
  filter: [{ by: 'kind', kind: 'sale' }],
  query: 'kind=sale',
  filterInWords: 'Tür: Satış',
  locale: 'tr',
};
const NOW = new Date('2026-03-04T10:00:00Z');
const DUE = new Date('2026-03-05T05:00:00Z');

let world: World;
let owner: ReturnType<typeof openDatabase>;
beforeAll(async () => {
  world = await createWorld({ runsWorker: false });
  owner = openDatabase(world.ownerUrl, { maxConnections: 1, name: 'planting' });
});
afterAll(async () => {
  await owner.close();
  await world.close();
});
beforeEach(() => owner.db.execute(sql`truncate exports, export_schedules, mails cascade`));

const as = () => ({ ...world.as('accountant', 'transactions:export'), clock: { now: () => NOW } });

async function system(now: Date): Promise<SystemContext> {
  const { runtime } = world.running;
  const [row] = await inScope(runtime.db, { merchantId: as().merchant.id }, listMerchants);
  if (!row) throw new Error('No merchant');
  const carrier = { carry: () => Promise.reject(new Error('Not part of this test')) };
  return { ...createSystemContext(runtime, row, 'recover'), clock: { now: () => now }, mail: carrier };
}

async function schedule(): Promise<void> {
  const made = await scheduleExport(as(), { name: 'Her gün', cadence: 'daily', hour: 8, wish: WISH });
  expect(made.ok).toBe(true);
}

const files = () => owner.db.select().from(fileExports).orderBy(fileExports.createdAt);
const nextAt = async () => (await owner.db.select().from(exportSchedules))[0]?.nextAt;

describe('a scheduled file', () => {
  test('is begun when it is due, once whatever the number of workers, of the day that is over', async () => {
    await schedule();
    expect(await nextAt()).toEqual(DUE);
    await runSchedules(await system(new Date(DUE.getTime() - 1)));
    expect(await files()).toEqual([]);
    const ctx = await system(DUE);
    await Promise.all([runSchedules(ctx), runSchedules(ctx), runSchedules(ctx)]);
    expect(await files()).toMatchObject([
      {
        createdBy: as().actor.id,
        state: 'waiting',
        wish: {
          filterInWords: 'Tür: Satış; 2026-03-04',
          query: 'kind=sale&from=2026-03-04&to=2026-03-04',
          filter: [{ by: 'kind' }, { by: 'days', from: '2026-03-04', to: '2026-03-04' }],
        },
      },
    ]);
    expect(await nextAt()).toEqual(new Date('2026-03-06T05:00:00Z'));
  });

  test('that was missed is made up for, day by day, unless that was long ago', async () => {
    await schedule();
    const later = await system(new Date('2026-03-07T06:00:00Z'));
    for (let sweep = 0; sweep < 5; sweep++) await runSchedules(later);
    expect(await files()).toHaveLength(3);
    await owner.db.update(exportSchedules).set({ nextAt: new Date('2026-01-01T05:00:00Z') });
    for (let sweep = 0; sweep < 5; sweep++) await runSchedules(later);
    expect(await files()).toHaveLength(3);
    expect(await nextAt()).toEqual(new Date('2026-03-08T05:00:00Z'));
  });

  test('is told of by mail, with the address of the page and neither the file nor a secret', async () => {
    await schedule();
    const ctx = await system(DUE);
    await runSchedules(ctx);
    const [file] = await files();
    if (!file) throw new Error('No file');
    await makeExport(ctx, 1, file.id);
    const [mail] = await owner.db.select().from(mails);
    const { merchantId, id: mailId, sealedLetter } = mail ?? {};
    if (!merchantId || !mailId || !sealedLetter) throw new Error('No letter');
    expect(mail).toMatchObject({ kind: 'export', aboutId: file.id, maskedTo: 'a•••@test.example' });
    const letter = openLetter(ctx.sealingKeys, { merchantId, mailId }, sealedLetter);
    expect(letter).toMatchObject({ to: 'accountant@test.example', attachment: null });
    expect(letter.subject).toContain('hazır');
    expect(letter.text).toContain('http://127.0.0.1:4300/test-cafe/exports\n');
    expect(letter.text).not.toContain(file.id);
    // What somebody wished for themselves they look at themselves.
    expect(await owner.db.select().from(mails)).toHaveLength(1);
  });

  test('stops when who scheduled it may not export any more', async () => {
    await schedule();
    const accountant = eq(memberships.userId, as().actor.id);
    await owner.db.update(memberships).set({ role: 'support' }).where(accountant);
    await runSchedules(await system(DUE));
    await owner.db.update(memberships).set({ role: 'accountant' }).where(accountant);
    expect(await files()).toEqual([]);
    expect(await listSchedules(as())).toMatchObject([{ nextAt: null }]);
  });

  test('of a journal is for the days that are over, and ends when it is removed', async () => {
    const wish: ScheduleWish = {
      what: 'journal',
      target: 'logo',
      per: 'day',
      currency: 'TRY',
      environment: 'sandbox',
      locale: 'tr',
    };
    const made = await scheduleExport(as(), { name: randomUUID(), cadence: 'weekly', hour: 9, wish });
    if (!made.ok) throw new Error(made.error);
    await runSchedules(await system(new Date('2026-03-09T06:00:00Z')));
    expect(await files()).toMatchObject([{ wish: { ...wish, from: '2026-03-02', to: '2026-03-08' } }]);
    await removeSchedule(as(), made.value);
    expect(await listSchedules(as())).toEqual([]);
    await expect(removeSchedule(as(), made.value)).rejects.toThrow();
  });
});
