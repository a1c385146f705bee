import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inScope } from '#db/client.ts';
import type { TransactionRow } from '#db/queries/transactions.ts';
import { createHeadFiles } from '#server/audit/head-files.ts';
import { verifyChain } from '#server/audit/verify-chain.ts';
import { checkChain } from '#server/end-of-day/check-chain.ts';
import { erasePerson } from '#server/privacy/erase-person.ts';
import { exportPerson } from '#server/privacy/export-person.ts';
import { findPerson } from '#server/privacy/find-person.ts';
import { keepRetention } from '#server/privacy/keep-retention.ts';
import { addNote } from '#server/transactions/add-note.ts';
import { dumpDatabase } from '#tests/support/find-secret.ts';
import {
  coffee,
  company,
  cup,
  type FiscalShop,
  notice,
  openFiscalShop,
  person,
} from '#tests/support/fiscal-shop.ts';

let shop: FiscalShop;
let owner: postgres.Sql;
const AYSE = { kind: 'email', email: 'ayse.yilmaz@example.com' } as const;
const HER_PHONE = { kind: 'phone', digits: '5321112233' } as const;
/** Everything that leads to her, as it was typed and as what is left of it is kept. */
const TRACES =
  /ayse\.yilmaz|5321112233|532 111 22 33|Ayşe|Yılmaz|10000000146|a\*\*\*@example\.com|a•••@example\.com|A\*\*\*|\*146/;

beforeAll(async () => {
  shop = await openFiscalShop();
  owner = postgres(shop.world.ownerUrl, { max: 1, onnotice: () => undefined });
});
afterAll(async () => {
  await owner.end();
  await shop.world.close();
});

const admin = () => shop.world.as('admin', 'privacy:manage');

/** A day with her in everything that may know a customer, and somebody else beside her. */
async function sellToHer(): Promise<TransactionRow> {
  const sale = await shop.sold(shop.wish([coffee, cup], { buyer: person, notice }));
  await shop.refunded(sale, 1);
  await shop.sold(
    shop.wish([coffee], { buyer: company, notice: { phone: null, email: 'shop@example.org' } }),
  );
  const seeing = shop.world.as('manager', 'transactions:see');
  await addNote(seeing, {
    transactionId: sale.id,
    text: 'She asks for a call: 0532 111 22 33, Ayse.Yilmaz@example.com',
  });
  const { merchantId } = sale;
  const payer = {
    ...{ name: 'Ayşe', surname: 'Yılmaz', email: 'Ayse.Yilmaz@example.com', phone: '+90 532 111 22 33' },
    ...{ identityNumber: '10000000146', address: 'Konak', city: 'İzmir', country: 'Türkiye' },
  };
  await owner`insert into payment_links ${owner({
    ...{ merchant_id: merchantId, transaction_id: sale.id, created_at: new Date(), description: 'Çay' },
    ...{ payer: owner.json(payer), items: owner.json([]), installment_counts: [1], language: 'tr' },
  })}`;
  await owner`insert into mails ${owner({
    ...{ merchant_id: merchantId, id: `mai_${'0'.repeat(26)}`, kind: 'receipt', about_id: sale.id },
    ...{
      masked_to: 'a•••@example.com',
      state: 'sent',
      created_at: new Date(),
      due_at: new Date(),
      ended_at: new Date(),
    },
  })}`;
  return sale;
}

/** All that money is, of every row, and how it adds up. */
async function books(): Promise<unknown> {
  return [
    await owner`select id, state, kind, amount_minor, surcharge_minor, refunded_minor, currency, lines, batch_id, flags,
      outcome_code, auth_code, last4 from transactions order by id`,
    await owner`select * from batch_totals order by 1, 2, 3, 4`,
    await owner`select * from day_totals order by 1, 2, 3, 4`,
    await owner`select * from acquirer_totals order by 1, 2, 3, 4, 5, 6`,
    await owner`select transaction_id, description, items, payout_minor from payment_links order by 1`,
    await owner`select count(*) from exchanges`,
    await owner`select * from transaction_events order by 1, 2, 3`,
  ];
}

describe('somebody who asks to be forgotten', () => {
  test('is found by address and number, handed over whole, and gone from every row; money and chains stay', async () => {
    const sale = await sellToHer();
    expect(await dumpDatabase(shop.world.ownerUrl)).toMatch(TRACES);
    const found = { sales: 1, links: 1, splits: 0, notes: 1, mails: 1, open: 0 };
    expect(await findPerson(admin(), AYSE)).toEqual(found);
    expect(await findPerson(admin(), HER_PHONE)).toEqual({ ...found, mails: 0 });
    const file = JSON.parse(await exportPerson(admin(), AYSE));
    expect(file).toMatchObject({
      sales: [{ reference: sale.reference, buyer: person, notice }],
      paymentLinks: [{ payer: { phone: '+90 532 111 22 33' } }],
      notes: [{ text: expect.stringContaining('Ayse.Yilmaz@example.com') }],
    });
    expect(JSON.stringify(file)).not.toMatch(/shop@example\.org|Çarşı/);

    const before = await books();
    expect(await erasePerson(admin(), AYSE)).toEqual({ ok: true, value: found });
    expect(await books()).toEqual(before);
    const dump = await dumpDatabase(shop.world.ownerUrl);
    expect(dump.match(TRACES)?.[0]).toBeUndefined();
    // Whoever else is there stays there.
    expect(dump).toMatch(/shop@example\.org/);
    expect(dump).toMatch(/Çarşı Gıda/);
    expect(await erasePerson(admin(), AYSE)).toEqual({ ok: false, error: { kind: 'nobody' } });
    await chainsHold();
  });

  test('stands in the audit under a name that leads to nobody', async () => {
    const entries = await owner<{ action: string; object_id: string; actor_id: string }[]>`
      select action, object_id, actor_id from audit_log where action like 'privacy.%' order by sequence`;
    expect(entries.map(({ action }) => action)).toEqual([
      'privacy.looked_up',
      'privacy.looked_up',
      'privacy.exported',
      'privacy.erased',
    ]);
    const [byEmail, byPhone, exported, erased] = entries.map((entry) => entry.object_id);
    expect(byEmail).toMatch(/^person_[0-9a-f]{32}$/);
    expect([exported, erased]).toEqual([byEmail, byEmail]);
    expect(byPhone).not.toBe(byEmail);
    expect(new Set(entries.map((entry) => entry.actor_id))).toEqual(new Set([admin().actor.id]));
  });

  test('is not forgotten while an operation of theirs is open', async () => {
    await shop.world.device('507', { mode: 'manual' });
    const started = await shop.start(shop.wish([coffee], { buyer: person, notice }));
    if (!started.ok) throw new Error(started.error.kind);
    expect(await erasePerson(admin(), AYSE)).toEqual({ ok: false, error: { kind: 'still_open', open: 1 } });
    expect((await shop.read(started.value.transactionId))?.fiscal).toMatchObject({ notice });
    await shop.world.act('507', 'tap');
    await shop.ended(started.value.transactionId);
    await shop.world.device('507', { mode: 'auto' });
    expect((await erasePerson(admin(), AYSE)).ok).toBe(true);
  });
});

describe('what may be taken away by the database’s own word', () => {
  test('is a body, a contact or a buyer, and nothing beside it, by nobody but the functions made for it', async () => {
    const refused = async (statement: string) => {
      await expect(owner.unsafe(statement), statement).rejects.toMatchObject({
        code: expect.stringMatching(/^VZ00/),
      });
    };
    await refused(`update exchanges set request = null, response = null, http_status = 500`);
    await refused(`update exchanges set path = 'x'`);
    await refused(`update exchanges set request = '{}'`);
    await refused(`update transaction_notes set text = 'another'`);
    await refused(`update transactions set fiscal = null where fiscal is not null`);
    await refused(
      `update transactions set fiscal = jsonb_set(fiscal, '{document}', '"expense_slip"') where fiscal is not null`,
    );
    await refused(
      `update transactions set fiscal = without_contact(fiscal), amount_minor = amount_minor + 1 where fiscal is not null`,
    );
    const asApplication = (statement: string) =>
      inScope(shop.world.running.runtime.db, { merchantId: admin().merchant.id }, (tx) =>
        tx.execute(statement),
      );
    for (const statement of [
      'update exchanges set request = null',
      `update transaction_notes set text = '•••'`,
    ])
      await expect(asApplication(statement)).rejects.toThrow();
  });

  test('is no recent evidence, whatever moment is named', async () => {
    const count = async () =>
      Number((await owner`select count(*) from exchanges where response is not null`)[0]?.count);
    const before = await count();
    expect(before).toBeGreaterThan(0);
    await inScope(shop.world.running.runtime.db, { merchantId: admin().merchant.id }, (tx) =>
      tx.execute(`select forget_old_exchanges(now() + interval '1 day', 1000)`),
    );
    expect(await count()).toBe(before);
  });
});

describe('what was kept as long as it may be', () => {
  test('is taken away by itself, what is younger stays, and money and chains hold', async () => {
    const sale = await shop.sold(shop.wish([coffee], { buyer: person, notice }));
    const { merchantId } = sale;
    const old = new Date(Date.now() - 800 * 86_400_000);
    for (const [id, at] of [
      ['a', old],
      ['b', new Date()],
    ] as const) {
      await owner`insert into exchanges ${owner({
        ...{ merchant_id: merchantId, id: `exc_${id.repeat(26)}`, operation_id: 'old', purpose: 'test', at },
        ...{
          duration_ms: 1,
          path: '/',
          http_status: 200,
          request: owner.json({ a: 1 }),
          response: owner.json({ b: 1 }),
        },
      })}`;
      await owner`insert into inbox ${owner({
        ...{
          merchant_id: merchantId,
          id: `cb_${id.repeat(26)}`,
          provider: 'interpay',
          source_id: 'x',
          content_hash: id,
        },
        ...{ sealed_content: `v1.k1.${id}`, bytes: 1, claims: 'success', state: 'ignored', deliveries: 1 },
        ...{ received_at: at, last_received_at: at, settled_at: at },
      })}`;
      await owner`insert into sessions ${owner({
        ...{
          secret_hash: id.repeat(64),
          id: `ses_${id.repeat(26)}`,
          user_id: admin().actor.id,
          created_at: at,
          last_seen_at: at,
          expires_at: new Date(at.getTime() + 60_000),
        },
      })}`;
    }
    const before = await books();
    const { runtime } = shop.world.running;
    await keepRetention(runtime);
    expect(
      await owner`select right(id, 1) as id, request, response from exchanges where operation_id = 'old' order by id`,
    ).toEqual([
      { id: 'a', request: null, response: null },
      { id: 'b', request: { a: 1 }, response: { b: 1 } },
    ]);
    expect(await owner`select sealed_content from inbox where source_id = 'x' order by id`).toEqual([
      { sealed_content: '' },
      { sealed_content: 'v1.k1.b' },
    ]);
    expect(
      await owner`select left(secret_hash, 1) as hash from sessions where secret_hash ~ '^(a{64}|b{64})$'`,
    ).toEqual([{ hash: 'b' }]);
    expect((await shop.read(sale.id))?.fiscal).toMatchObject({ notice, buyer: person });

    // Two years on; then ten.
    const at = (months: number) => ({
      ...runtime,
      clock: { now: () => new Date(Date.now() + months * 31 * 86_400_000) },
    });
    await keepRetention(at(25));
    expect((await shop.read(sale.id))?.fiscal).toMatchObject({
      notice: { phone: null, email: null },
      buyer: person,
    });
    await keepRetention(at(121));
    expect((await shop.read(sale.id))?.fiscal).toMatchObject({ document: 'e_invoice', buyer: null });
    expect(await books()).toEqual(before);
    await chainsHold();
    const kept = await owner`select data from audit_log where action = 'privacy.retained' order by sequence`;
    expect(kept[0]?.data).toEqual({ exchanges: 1, callbacks: 1 });
  });
});

async function chainsHold(): Promise<void> {
  const { config } = shop.world;
  const { merchant } = admin();
  const { runtime } = shop.world.running;
  const files = createHeadFiles(config.auditHeadsDirectory, config.auditKey);
  const report = await verifyChain(
    (work) => inScope(runtime.db, { merchantId: merchant.id }, work),
    merchant.id,
    config.auditKey,
    files,
  );
  expect(report.broken).toBeNull();
  expect(report.entries).toBeGreaterThan(3);
  expect((await checkChain(shop.world.as('manager', 'reports:see'))).broken).toEqual([]);
}
