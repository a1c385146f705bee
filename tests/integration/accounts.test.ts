import { desc } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { approvals } from '#db/schema/approvals.ts';
import { auditLog } from '#db/schema/audit-log.ts';
import { merchants } from '#db/schema/merchants.ts';
import { addConnection } from '#server/approvals/credentials-with-second.ts';
import { NotFound } from '#server/auth/context.ts';
import { areDaysFixed, changeMerchant, merchantForm } from '#server/merchants/change-merchant.ts';
import { type AccountWish, changeConnection, listBaseUrls } from '#server/terminals/manage-connections.ts';
import { getTransaction } from '#server/transactions/get-transaction.ts';
import { startSale } from '#server/transactions/start-sale.ts';
import { ids } from '#tests/factories/ids.ts';
import { type AccountWorld, createAccountWorld, GOOD_CREDENTIALS } from '#tests/support/account-world.ts';
import { waitFor } from '#tests/support/wait-for.ts';

let account: AccountWorld;

beforeAll(async () => {
  account = await createAccountWorld();
});
afterAll(() => account.close());

const managing = () => account.world.as('admin', 'connections:manage');

async function lastEntry() {
  const [row] = await account.owner.db.select().from(auditLog).orderBy(desc(auditLog.sequence)).limit(1);
  return row;
}

/** Sells for a lira and waits until it is paid: the account works. */
async function sells(): Promise<void> {
  const started = await startSale(account.world.as('manager', 'sale:start'), {
    intentKey: crypto.randomUUID(),
    deviceId: account.world.terminal,
    amount: { minor: 100, currency: 'TRY' },
    installmentCount: 1,
    lines: [],
  });
  if (!started.ok) throw new Error(started.error.kind);
  const id = started.value.transactionId;
  await waitFor(
    async () =>
      (await getTransaction(account.world.as('manager', 'transactions:see'), id)).state === 'approved',
    'the sale to be approved',
  );
}

describe('the merchant', () => {
  const wish = { name: 'Kahve', legalName: 'Kahve A.Ş.', taxNumber: '1234567890', locale: 'tr' as const };
  const changing = () => account.world.as('admin', 'merchant:change');

  test('moves its days until its first batch, and never after; the database holds that too', async () => {
    expect(await areDaysFixed(changing())).toBe(false);
    const moved = { ...wish, timeZone: 'Europe/Istanbul', cutOff: '05:00' };
    expect(await changeMerchant(changing(), moved)).toEqual({ ok: true, value: null });
    expect((await account.owner.db.select().from(merchants))[0]).toMatchObject({
      cutOff: '05:00',
      name: 'Kahve',
    });
    expect(await lastEntry()).toMatchObject({ action: 'merchant.changed' });
    await sells();
    expect(await areDaysFixed(changing())).toBe(true);
    const late = { ...wish, timeZone: 'Europe/Paris' };
    expect(await changeMerchant(changing(), late)).toEqual({ ok: false, error: { kind: 'days_fixed' } });
    await expect(account.owner.db.update(merchants).set({ cutOff: '06:00' })).rejects.toMatchObject({
      cause: { code: 'VZ041' },
    });
    await expect(account.owner.db.update(merchants).set({ currency: 'EUR' })).rejects.toMatchObject({
      cause: { code: 'VZ040' },
    });
    expect((await changeMerchant(changing(), { ...wish, name: 'Durak' })).ok).toBe(true);
  });

  test.each([
    { name: '' },
    { legalName: 'x'.repeat(201) },
    { taxNumber: '4111 1111 1111 1111' },
    { name: 'Kah\u0000ve' },
    { locale: 'de' },
    { timeZone: 'Mars/Olympus' },
    { timeZone: '' },
    { cutOff: '24:00' },
    { cutOff: '4:00' },
  ])('is not called %j', (change) => {
    expect(merchantForm.safeParse({ ...wish, ...change }).success).toBe(false);
  });
});

describe('an account', () => {
  test('is called something else, by an administrator alone', async () => {
    await changeConnection(managing(), account.connectionId, 'Başka');
    expect(await lastEntry()).toMatchObject({ action: 'connection.changed', data: { label: 'Başka' } });
    await expect(changeConnection(managing(), ids.next('connection'), 'x')).rejects.toThrow(NotFound);
  });
});

describe('another account', () => {
  const wish = (change: Partial<AccountWish> = {}): AccountWish => ({
    provider: 'iyzico',
    environment: 'sandbox',
    label: 'Yeni hesap',
    baseUrl: listBaseUrls(managing())[0] ?? '',
    choices: { model: '509' },
    secrets: GOOD_CREDENTIALS,
    ...change,
  });

  test.each([
    'http://169.254.169.254/latest',
    'https://evil.example',
    'http://localhost:1',
    'https://api.iyzipay.com@evil.example',
    'file:///etc/passwd',
    '',
  ])('leads to no host this process may not send to: %j', async (baseUrl) => {
    const refused = await addConnection(managing(), wish({ baseUrl }));
    expect(refused).toEqual({ ok: false, error: { kind: 'host_not_allowed' } });
  });

  test('that is not whole is not added, and says which fields', async () => {
    const refused = async (change: Partial<AccountWish>, fields: string[]) =>
      expect(await addConnection(managing(), wish(change))).toEqual({
        ok: false,
        error: { kind: 'fields', fields },
      });
    await refused({ choices: { model: '508' } }, ['model']);
    await refused({ secrets: { ...GOOD_CREDENTIALS, username: '' } }, ['username']);
    await refused({ label: '' }, ['label']);
    await refused(
      {
        provider: 'interpay',
        choices: { currency: 'CAD', fallbackEmail: 'x' },
        secrets: { termId: 'T 1', pass: 'x' },
      },
      ['fallbackEmail', 'termId'],
    );
    expect(await account.owner.db.select().from(approvals)).toEqual([]);
  });
});
