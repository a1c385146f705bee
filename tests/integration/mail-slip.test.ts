import { afterAll, beforeAll, expect, test } from 'vitest';
import { getSlip } from '#server/receipts/get-slip.ts';
import { mailSlip } from '#server/receipts/mail-slip.ts';
import { getTransaction } from '#server/transactions/get-transaction.ts';
import { startSale } from '#server/transactions/start-sale.ts';
import { type Mailbox, startMailbox } from '#tests/gateways/mail/server.ts';
import { waitFor } from '#tests/support/wait-for.ts';
import { createWorld, type World } from '#tests/support/world.ts';

let mailbox: Mailbox;
let world: World;
beforeAll(async () => {
  mailbox = await startMailbox({ http: 0, smtp: 0 });
  world = await createWorld({ env: { MAIL_URL: mailbox.smtpUrl, MAIL_FROM: 'slip@shop.example' } });
});
afterAll(async () => {
  await world.close();
  await mailbox.close();
});

async function sell() {
  const started = await startSale(world.as('manager', 'sale:start'), {
    intentKey: crypto.randomUUID(),
    deviceId: world.terminal,
    amount: { minor: 11_800, currency: 'TRY' },
    installmentCount: 1,
    lines: [],
  });
  if (!started.ok) throw new Error(started.error.kind);
  const id = started.value.transactionId;
  await waitFor(
    async () => (await getTransaction(world.as('support', 'transactions:see'), id)).state === 'approved',
    'the sale to be approved',
  );
  return id;
}

const wish = { to: 'ayse@example.com', language: 'fr', copy: 'composed' } as const;

test('a slip by mail arrives as a PDF in the language chosen, is counted as a mail and stands in the timeline', async () => {
  const id = await sell();
  const ctx = world.as('support', 'receipts:print');
  expect(await mailSlip(ctx, id, wish)).toEqual({ ok: true, value: null });
  await waitFor(async () => mailbox.list().length === 1, 'the mail to arrive');
  const [mail] = mailbox.list();
  expect(mail).toMatchObject({ to: 'ayse@example.com', subject: expect.stringContaining('ticket') });
  expect(Buffer.from(mail?.attachments[0]?.bytes ?? []).toString('latin1', 0, 4)).toBe('%PDF');
  expect(await getSlip(ctx, id)).toMatchObject({ prints: [], copies: [{ form: 'mail', name: 'support' }] });
  const seen = async (role: 'support' | 'admin') =>
    (await getTransaction(world.as(role, 'transactions:see'), id)).timeline.find(
      ({ entry }) => entry?.kind === 'mailed',
    )?.entry;
  await waitFor(async () => {
    const entry = await seen('support');
    return entry?.kind === 'mailed' && entry.state === 'sent';
  }, 'the timeline to say that it was sent');
  expect(await seen('support')).toMatchObject({ to: 'a•••@example.com' });
  expect(await seen('admin')).toMatchObject({ to: '' });
});

test('where no mail server is set up nothing is promised and nothing counted', async () => {
  const id = await sell();
  const ctx = { ...world.as('manager', 'receipts:print'), mail: null };
  expect(await mailSlip(ctx, id, wish)).toEqual({ ok: false, error: { kind: 'no_mail' } });
  expect((await getSlip(ctx, id)).copies).toEqual([]);
});
