import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditLog } from '#db/schema/audit-log.ts';
import type { Role } from '#db/schema/memberships.ts';
import { receiptLinks } from '#db/schema/receipt-links.ts';
import { type Context, NotFound } from '#server/auth/context.ts';
import type { Permission } from '#server/auth/permissions.ts';
import { createRateLimit, type RateLimit } from '#server/auth/rate-limit.ts';
import { batchSlips } from '#server/receipts/batch-slips.ts';
import { changeLook } from '#server/receipts/change-look.ts';
import { getSlip } from '#server/receipts/get-slip.ts';
import { KEPT_LOGO } from '#server/receipts/look-form.ts';
import { MOST_OPEN_LINKS, makeLink } from '#server/receipts/make-link.ts';
import { openPrint } from '#server/receipts/open-print.ts';
import { printDirect } from '#server/receipts/print-direct.ts';
import { readLink } from '#server/receipts/read-link.ts';
import { recordCopy } from '#server/receipts/record-copy.ts';
import { recordPrint } from '#server/receipts/record-print.ts';
import { renderText } from '#server/receipts/render-text.ts';
import { revokeLink } from '#server/receipts/revoke-link.ts';
import { ONE_DOT } from '#server/receipts/testing.ts';
import { print } from '#server/receipts/testing-printer.ts';
import { addNote } from '#server/transactions/add-note.ts';
import { getTransaction } from '#server/transactions/get-transaction.ts';
import { noteForm } from '#server/transactions/note-form.ts';
import { makeReadContext } from '#tests/factories/context.ts';
import { makePerson } from '#tests/factories/person.ts';
import { makeTransaction } from '#tests/factories/transaction.ts';
import { openShops, type Shop, type Shops } from '#tests/support/shops.ts';

let shops: Shops;
beforeAll(async () => {
  shops = await openShops();
});
afterAll(() => shops.close());

const NOW = new Date('2026-03-04T10:05:00Z');
const DAY_MS = 24 * 60 * 60_000;
const later = (days: number) => ({ now: () => new Date(NOW.getTime() + days * DAY_MS) });
const printing = (shop: Shop) => makeReadContext(shops.app, shop.merchant, shop.manager, 'receipts:print');

async function as<P extends Permission>(shop: Shop, role: Role, permission: P): Promise<Context<P>> {
  return makeReadContext(
    shops.app,
    shop.merchant,
    await makePerson(shops.owner, shop.merchant.id, role),
    permission,
  );
}

describe('a public link to a slip', () => {
  const unlimited: RateLimit = { take: () => true };
  const read = (token: string, { days = 0, limit = unlimited, asked = null as 'fr' | null } = {}) =>
    readLink({ db: shops.app, clock: later(days) }, limit, { token, asker: 'a', asked });

  async function linked(shop: Shop, days: 7 | 30 | 90 = 30) {
    const sale = await makeTransaction(shops.owner, shop.device);
    const made = await makeLink(printing(shop), sale.id, days);
    if (!made.ok) throw new Error(made.error.kind);
    return { sale, token: new URL(made.value.address).pathname.slice('/r/'.length) };
  }

  test('shows the slip as a duplicate in any language, with four digits of the card and nobody’s name', async () => {
    const shop = await shops.open();
    const sale = await makeTransaction(shops.owner, shop.device, {
      fiscal: {
        document: 'e_invoice',
        buyer: null,
        notice: { phone: '5551112233', email: 'ayse@example.com' },
      },
    });
    const made = await makeLink(printing(shop), sale.id, 30);
    const token = made.ok ? new URL(made.value.address).pathname.slice('/r/'.length) : '';
    const slip = await read(token);
    const text = slip ? renderText(slip.receipt, 48) : '';
    expect(text).toContain('0006');
    expect(text).toContain('KOPYA');
    expect(JSON.stringify(slip)).not.toMatch(/454360|ayse|5551112233/);
    expect((await read(token, { asked: 'fr' }))?.receipt.mark).toBe('DUPLICATA');
  });

  test('keeps only the hash of a secret of 256 bits', async () => {
    const shop = await shops.open();
    const { sale, token } = await linked(shop);
    const rows = await shops.owner.select().from(receiptLinks).where(eq(receiptLinks.transactionId, sale.id));
    const secret = token.slice(26);
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    expect(JSON.stringify(rows)).not.toContain(secret);
  });

  test('answers alike to an expired, a revoked, an unknown, a malformed and another merchant’s token', async () => {
    const [shop, other] = [await shops.open(), await shops.open()];
    const { sale, token } = await linked(shop, 7);
    expect(await read(token, { days: 6.9 })).not.toBeNull();
    expect(await read(token, { days: 7 })).toBeNull();
    const { links } = await getSlip(printing(shop), sale.id);
    await revokeLink(printing(shop), links[0]?.id ?? '');
    const last = token.at(-1) === 'A' ? 'B' : 'A';
    const wrong = [
      '',
      'x',
      token,
      `${token.slice(0, -1)}${last}`,
      `${other.merchant.id.slice(4)}${token.slice(26)}`,
    ];
    for (const one of wrong) expect(await read(one), one).toBeNull();
  });

  test('gives whoever asks too often the same answer, also for what would open', async () => {
    const shop = await shops.open();
    const { token } = await linked(shop);
    const limit = createRateLimit({ burst: 3, perMinute: 1 });
    for (const guess of ['a', 'b', 'c']) expect(await read(guess, { limit })).toBeNull();
    expect(await read(token, { limit })).toBeNull();
  });

  test('is revoked once, by nobody of another merchant, and is counted with who made it', async () => {
    const [shop, other] = [await shops.open(), await shops.open()];
    const { sale } = await linked(shop);
    const before = await getSlip(printing(shop), sale.id);
    const id = before.links[0]?.id ?? '';
    await expect(revokeLink(printing(other), id)).rejects.toThrow(NotFound);
    await expect(makeLink(printing(other), sale.id, 30)).rejects.toThrow(NotFound);
    await revokeLink(printing(shop), id);
    await expect(revokeLink(printing(shop), id)).rejects.toThrow(NotFound);
    const slip = await getSlip(printing(shop), sale.id);
    expect(slip.links).toMatchObject([{ state: 'revoked', name: 'manager' }]);
    expect(slip.copies).toMatchObject([{ form: 'link', name: 'manager' }]);
    await expect(
      shops.owner.update(receiptLinks).set({ revokedAt: null, revokedBy: null }),
    ).rejects.toThrow();
  });

  test('is not made for a result that is open, nor when ten are valid already, however many ask at once', async () => {
    const shop = await shops.open();
    const open = await makeTransaction(shops.owner, shop.device, { state: 'unknown' });
    expect(await makeLink(printing(shop), open.id, 30)).toEqual({ ok: false, error: { kind: 'not_ready' } });
    const { sale } = await linked(shop);
    const more = await Promise.all(
      Array.from({ length: MOST_OPEN_LINKS + 2 }, () => makeLink(printing(shop), sale.id, 7)),
    );
    expect(more.filter(({ ok }) => ok)).toHaveLength(MOST_OPEN_LINKS - 1);
  });
});

describe('a print', () => {
  test('from two tabs at once is a first slip and a duplicate, straight to a printer or not', async () => {
    const shop = await shops.open();
    const sale = await makeTransaction(shops.owner, shop.device);
    const [byBrowser, direct] = await Promise.all([
      recordPrint(printing(shop), sale.id, 'a4'),
      recordPrint(printing(shop), sale.id, '58', 'direct'),
    ]);
    const numbers = [byBrowser, direct].map((one) => (one.ok ? one.value.number : 0));
    expect(numbers.toSorted()).toEqual([1, 2]);
    const { prints } = await getSlip(printing(shop), sale.id);
    expect(prints.map(({ form }) => form).toSorted()).toEqual(['direct_58mm', 'print_a4']);
  });

  test('straight to a printer gives bytes that print, unmarked the first time and marked after', async () => {
    const shop = await shops.open();
    const sale = await makeTransaction(shops.owner, shop.device);
    const wish = { language: 'tr', paper: '80', copy: 'composed', printer: 'epson' } as const;
    const printed = async () => {
      const direct = await printDirect(printing(shop), sale.id, wish);
      if (!direct.ok) throw new Error(direct.error.kind);
      const paper = print(Buffer.from(direct.value.base64, 'base64'));
      return { number: direct.value.number, text: paper.rows.map(({ text }) => text).join('\n') };
    };
    const [first, second] = [await printed(), await printed()];
    expect([first.number, second.number]).toEqual([1, 2]);
    expect(first.text).not.toContain('KOPYA');
    expect(second.text).toContain('KOPYA 2');
    const open = await makeTransaction(shops.owner, shop.device, { state: 'unknown' });
    expect(await printDirect(printing(shop), open.id, wish)).toMatchObject({ ok: false });
  });

  test('is not what a file is: files are counted as what they are, and the first paper stays the slip', async () => {
    const shop = await shops.open();
    const sale = await makeTransaction(shops.owner, shop.device);
    const ctx = printing(shop);
    for (const form of ['pdf', 'png'] as const) {
      await ctx.inTransaction((tx) => recordCopy(ctx, tx, sale.id, form));
    }
    await recordPrint(ctx, sale.id);
    expect((await openPrint(ctx, sale.id, '1', 'tr')).print?.receipt.mark).toBeNull();
    const slip = await getSlip(ctx, sale.id);
    expect(slip.copies.map(({ form }) => form).toSorted()).toEqual(['pdf', 'png']);
    expect(slip.prints).toHaveLength(1);
  });
});

describe('a note', () => {
  const note = (transactionId: string, text: string) => noteForm.parse({ transactionId, text });

  test('is kept with its author and time, in the words it was written in but for card numbers', async () => {
    const shop = await shops.open();
    const sale = await makeTransaction(shops.owner, shop.device);
    const support = await as(shop, 'support', 'transactions:see');
    await addNote(support, note(sale.id, 'Customer called\ncard 5528 7900 0000 0008'));
    const { notes } = await getTransaction(shop.ctx, sale.id);
    expect(notes).toMatchObject([
      { text: 'Customer called\ncard **** **** **** 0008', author: 'support', at: NOW },
    ]);
    const stored = await shops.owner.execute(
      `select * from transaction_notes where transaction_id = '${sale.id}'`,
    );
    expect(JSON.stringify(stored)).not.toContain('5528');
    const audit = await shops.owner.select().from(auditLog).where(eq(auditLog.action, 'note.written'));
    expect(JSON.stringify(audit)).not.toContain('Customer');
  });

  test('is not written to another merchant’s operation, nor seen there', async () => {
    const [shop, other] = [await shops.open(), await shops.open()];
    const sale = await makeTransaction(shops.owner, shop.device);
    await expect(addNote(other.ctx, note(sale.id, 'hello'))).rejects.toThrow(NotFound);
    expect((await getTransaction(shop.ctx, sale.id)).notes).toEqual([]);
  });
});

describe('the slips of a batch', () => {
  async function collected(body: AsyncIterable<Uint8Array>): Promise<string> {
    const parts: Uint8Array[] = [];
    for await (const part of body) parts.push(part);
    return Buffer.concat(parts).toString('latin1');
  }

  test('leave as one file with a page for each, each counted as that, by who asked', async () => {
    const shop = await shops.open();
    const sales = [];
    for (let one = 0; one < 45; one += 1) sales.push(await makeTransaction(shops.owner, shop.device));
    const batchId = sales[0]?.batchId ?? '';
    const file = await batchSlips(printing(shop), batchId, { form: 'pdf', paper: '80' });
    const pdf = await collected(file?.body ?? (async function* () {})());
    expect(pdf.match(/\/Type \/Page\b(?!s)/g)).toHaveLength(45);
    const slip = await getSlip(printing(shop), sales[44]?.id ?? '');
    expect(slip).toMatchObject({ prints: [], copies: [{ form: 'batch_pdf', name: 'manager' }] });
    const archive = await batchSlips(printing(shop), batchId, { form: 'zip', paper: '58' });
    const zip = await collected(archive?.body ?? (async function* () {})());
    expect(zip.split('PK\u0001\u0002')).toHaveLength(46);
  });

  test('are not another merchant’s', async () => {
    const [shop, other] = [await shops.open(), await shops.open()];
    const { batchId } = await makeTransaction(shops.owner, shop.device);
    const wish = { form: 'pdf', paper: '80' } as const;
    await expect(batchSlips(printing(other), batchId ?? '', wish)).rejects.toThrow(NotFound);
    await expect(batchSlips(printing(shop), 'bat_x', wish)).rejects.toThrow(NotFound);
  });
});

describe('the look of slips', () => {
  const footer = { tr: ['Yine bekleriz'], en: [], fr: [] };
  const logo = `data:image/png;base64,${ONE_DOT}`;

  test('stands on every slip from then on, in the audit, and keeps its logo when only lines change', async () => {
    const shop = await shops.open();
    const sale = await makeTransaction(shops.owner, shop.device);
    const admin = await as(shop, 'admin', 'slips:design');
    expect(await changeLook(admin, { logo, ...footer })).toMatchObject({ ok: true });
    expect(await changeLook(admin, { ...footer, logo: KEPT_LOGO, en: ['Come again'] })).toMatchObject({
      ok: true,
    });
    const { facts } = await getSlip(printing(shop), sale.id);
    expect(facts?.look).toMatchObject({
      logo: { width: 1 },
      footer: { tr: ['Yine bekleriz'], en: ['Come again'] },
    });
    const entries = await shops.owner
      .select()
      .from(auditLog)
      .where(eq(auditLog.merchantId, shop.merchant.id));
    expect(entries.filter(({ action }) => action === 'slip.look_changed')).toHaveLength(2);
  });

  test('is not changed by a file that is no picture', async () => {
    const shop = await shops.open();
    const admin = await as(shop, 'admin', 'slips:design');
    expect(await changeLook(admin, { logo: 'data:image/png;base64,AAAA', ...footer })).toEqual({
      ok: false,
      error: { kind: 'no_picture' },
    });
  });
});
