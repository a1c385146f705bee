import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inScope } from '#db/client.ts';
import { listMailsOf, lockMail } from '#db/queries/mails.ts';
import type { SystemContext } from '#server/auth/context.ts';
import { createSystemContext } from '#server/auth/create-context.ts';
import type { MailId } from '#server/kernel/ids.ts';
import type { Letter } from '#server/mail/letter.ts';
import { queueMail } from '#server/mail/queue-mail.ts';
import { recoverMail, sendMail } from '#server/mail/send-mail.ts';
import { ids } from '#tests/factories/ids.ts';
import { type Mailbox, startMailbox } from '#tests/gateways/mail/server.ts';
import { waitFor } from '#tests/support/wait-for.ts';
import { createWorld, type World } from '#tests/support/world.ts';

const LETTER: Letter = {
  to: 'elif@example.com',
  subject: 'Fişiniz',
  text: 'Ekte fişiniz var.',
  attachment: { filename: 'fis.pdf', contentType: 'application/pdf', bytes: Buffer.from('%PDF') },
};

let mailbox: Mailbox;
let world: World;
const env = () => ({ MAIL_URL: mailbox.smtpUrl, MAIL_FROM: 'slip@shop.example' });

afterEach(async () => {
  await world.close();
  await mailbox.close();
});

async function queue(): Promise<MailId> {
  const ctx = world.as('manager', 'sale:start');
  const transactionId = ids.next('transaction');
  return ctx.inTransaction((tx) =>
    queueMail(ctx, tx, { kind: 'receipt', aboutId: transactionId, transactionId, letter: LETTER }),
  );
}

const merchantId = () => world.as('manager', 'sale:start').merchant.id;
const find = (id: MailId) =>
  inScope(world.running.runtime.db, { merchantId: merchantId() }, (tx) => lockMail(tx, merchantId(), id));

describe('with a worker', () => {
  beforeEach(async () => {
    mailbox = await startMailbox({ http: 0, smtp: 0 });
    world = await createWorld({ env: env() });
  });

  it('a letter that was queued arrives once, and nothing of it stays but that it was sent', async () => {
    const id = await queue();
    await waitFor(async () => (await find(id))?.state === 'sent', 'the letter to be sent');
    expect(mailbox.list().map(({ to, messageId }) => [to, messageId])).toEqual([
      ['elif@example.com', `${id}@shop.example`],
    ]);
    const row = await find(id);
    expect(row).toMatchObject({ sealedLetter: null, maskedTo: 'e•••@example.com', tries: 0, reason: null });
    expect(row?.endedAt).not.toBeNull();
  });

  it('a letter whose transaction is undone is never sent', async () => {
    const ctx = world.as('manager', 'sale:start');
    const wish = { kind: 'receipt', aboutId: 'x', transactionId: null, letter: LETTER } as const;
    const undone = ctx.inTransaction(async (tx) => {
      await queueMail(ctx, tx, wish);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    const next = await queue();
    await waitFor(async () => (await find(next))?.state === 'sent', 'the letter to be sent');
    expect(mailbox.list()).toHaveLength(1);
  });

  it('a letter that the mail server will never take has failed, and says so', async () => {
    mailbox.setMood('turns_down');
    const id = await queue();
    await waitFor(async () => (await find(id))?.state === 'failed', 'the letter to fail');
    expect(await find(id)).toMatchObject({ tries: 1, reason: 'turned_down', sealedLetter: null });
  });
});

describe('by hand', () => {
  beforeEach(async () => {
    mailbox = await startMailbox({ http: 0, smtp: 0 });
    world = await createWorld({ env: env(), runsWorker: false });
  });

  /** Us, as we would be after so many hours. */
  function later(hours: number): SystemContext {
    const { runtime } = world.running;
    const now = () => new Date(Date.now() + hours * 3_600_000);
    const merchant = world.as('manager', 'sale:start').merchant;
    const ctx = createSystemContext({ ...runtime, clock: { now } }, merchantRow(), 'send-mail');
    return { ...ctx, merchant };
  }
  const merchantRow = () => ({
    id: merchantId(),
    slug: 'test-cafe',
    name: 'Test Cafe',
    legalName: 'Test Cafe',
    taxNumber: '1234567890',
    country: 'TR',
    timeZone: 'Europe/Istanbul',
    cutOff: '04:00',
    currency: 'TRY' as const,
    locale: 'tr' as const,
    createdAt: new Date(),
  });

  it('two workers hand a letter over once', async () => {
    const id = await queue();
    await Promise.all([sendMail(later(0), 1, id), sendMail(later(0), 2, id), sendMail(later(0), 3, id)]);
    expect(mailbox.list()).toHaveLength(1);
    expect((await find(id))?.state).toBe('sent');
  });

  it('while the mail server is away it is tried again, not before it is due, and arrives in the end', async () => {
    mailbox.setMood('busy');
    const id = await queue();
    await sendMail(later(0), 1, id);
    expect(await find(id)).toMatchObject({ state: 'queued', tries: 1, reason: 'busy' });
    mailbox.setMood('takes');
    await sendMail(later(0), 1, id);
    expect(mailbox.list()).toHaveLength(0);
    await sendMail(later(1), 1, id);
    expect(mailbox.list()).toHaveLength(1);
    expect(await find(id)).toMatchObject({ state: 'sent', reason: null });
  });

  it('a letter that nobody ever takes has failed after some five hours', async () => {
    mailbox.setMood('busy');
    const id = await queue();
    for (const hours of [0, 1, 2, 4, 8, 24]) await sendMail(later(hours), 1, id);
    expect(await find(id)).toMatchObject({ state: 'failed', tries: 6, sealedLetter: null });
  });

  it('a letter in the hands of a worker that died is handed over again, under the same number', async () => {
    mailbox.setMood('loses_answer');
    const id = await queue();
    await sendMail(later(0), 1, id);
    mailbox.setMood('takes');
    await sendMail(later(1), 1, id);
    expect(mailbox.list().map(({ messageId }) => messageId)).toEqual([
      `${id}@shop.example`,
      `${id}@shop.example`,
    ]);
  });

  it('a letter whose worker died while it was on the wire is due again; one in living hands is left alone', async () => {
    const id = await queue();
    const ctx = later(0);
    const stuck = { ...ctx, mail: { carry: () => new Promise<never>(() => undefined) } };
    void sendMail(stuck, 7, id);
    await waitFor(async () => (await find(id))?.state === 'sending', 'the letter to be on the wire');
    await recoverMail(ctx, id, true);
    expect((await find(id))?.state).toBe('sending');
    await recoverMail(ctx, id, false);
    expect(await find(id)).toMatchObject({ state: 'queued', tries: 1, reason: 'lost' });
  });

  it('is seen in the timeline of its operation, and by nobody of another merchant', async () => {
    const id = await queue();
    const row = await find(id);
    const { db } = world.running.runtime;
    const own = merchantId();
    const other = ids.next('merchant');
    if (!row?.transactionId) throw new Error('The letter is of no operation');
    const { transactionId } = row;
    const read = (scope: typeof own, of: typeof own) =>
      inScope(db, { merchantId: scope }, (tx) => listMailsOf(tx, of, transactionId, 10));
    expect((await read(own, own)).map((each) => each.id)).toEqual([id]);
    expect(await read(other, own)).toEqual([]);
  });
});
