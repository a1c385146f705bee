import { randomBytes, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eq, sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { changeScope, inScope, type Tx } from '#db/client.ts';
import { listMerchants } from '#db/queries/recovery.ts';
import { replaceSealed, SEALED_KINDS } from '#db/queries/sealed-values.ts';
import { approvals } from '#db/schema/approvals.ts';
import { auditLog } from '#db/schema/audit-log.ts';
import { authenticators } from '#db/schema/authenticators.ts';
import { inbox } from '#db/schema/inbox.ts';
import { mails } from '#db/schema/mails.ts';
import { paymentLinks } from '#db/schema/payment-links.ts';
import { resolutions } from '#db/schema/resolutions.ts';
import { transactions } from '#db/schema/transactions.ts';
import { createContext } from '#server/auth/create-context.ts';
import { parseConfig } from '#server/config/config.ts';
import { isRotated, rotateKeys } from '#server/keys/rotate-keys.ts';
import { type Running, startRuntime } from '#server/runtime/start.ts';
import { type SealBinding, seal, unseal } from '#server/terminals/seal.ts';
import { createSealedFiles, directoryOf } from '#server/terminals/sealed-files.ts';
import { startSale } from '#server/transactions/start-sale.ts';
import { ids } from '#tests/factories/ids.ts';
import { runCommand } from '#tests/support/run-command.ts';
import { waitFor } from '#tests/support/wait-for.ts';
import { createWorld, type World } from '#tests/support/world.ts';

const NEW_KEY = `k2:${randomBytes(32).toString('base64')}`;

let world: World;
let running: Running;
const merchantId = () => world.as('manager', 'sale:start').merchant.id;

beforeEach(async () => {
  world = await createWorld({ env: { LOG_LEVEL: 'silent' } });
  running = world.running;
});
afterEach(async () => {
  if (running !== world.running) await running.stop();
  await world.close();
});

const keys = (...names: ('old' | 'new')[]) =>
  names.map((name) => (name === 'old' ? world.env.SEALING_KEYS : NEW_KEY)).join(',');

/** The process ends, and another one begins with these keys. */
async function restart(sealingKeys: string): Promise<void> {
  await running.stop();
  running = await startRuntime(parseConfig({ ...world.env, SEALING_KEYS: sealingKeys }), {
    runsWorker: true,
  });
}

function inMerchant<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  return inScope(running.runtime.db, { merchantId: merchantId() }, work);
}

/** A sale on the terminal by the process that runs now, to its approval. */
async function sell() {
  const [merchant] = await inMerchant(listMerchants);
  if (!merchant) throw new Error('The merchant is gone');
  const { actor } = world.as('manager', 'sale:start');
  const started = await startSale(createContext(running.runtime, merchant, actor, 'sale:start'), {
    intentKey: randomUUID(),
    deviceId: world.terminal,
    amount: { minor: 1_000, currency: 'TRY' },
    installmentCount: 1,
    lines: [],
  });
  if (!started.ok) throw new Error(started.error.kind);
  const { transactionId } = started.value;
  return waitFor(
    () =>
      inMerchant(async (tx) => {
        const [row] = await tx.select().from(transactions).where(sql`id = ${transactionId}`);
        return row?.state === 'approved' && row;
      }),
    `the approval of ${transactionId}`,
  );
}

/** One sealed value of every kind that a sale does not leave by itself, each saying its own name. */
async function plantSealed(): Promise<Record<string, SealBinding>> {
  const { id: transactionId } = await sell();
  const [callbackId, resolutionId, mailId] = [ids.next('callback'), ids.next('resolution'), ids.next('mail')];
  const userId = world.as('manager', 'sale:start').actor.id;
  const authenticatorId = ids.next('authenticator');
  const approvalId = ids.next('approval');
  const owner = { merchantId: merchantId() };
  const at = new Date();
  const { sealingKeys, answersDirectory } = running.runtime.config;
  const places: Record<string, SealBinding> = {
    callback: { ...owner, provider: 'iyzico', id: callbackId, field: 'callback' },
    photo: { ...owner, resolutionId, field: 'photo' },
    page: { ...owner, transactionId, field: 'page' },
    letter: { ...owner, mailId, field: 'letter' },
    factor: { userId, authenticatorId, field: 'factor' },
    waiting: { ...owner, approvalId, field: 'waiting' },
  };
  const sealed = (name: string) => {
    const place = places[name];
    if (!place) throw new Error(name);
    return seal(sealingKeys, place, name);
  };
  await inMerchant(async (tx) => {
    await tx.insert(inbox).values({
      ...{ ...owner, id: callbackId, provider: 'iyzico', sourceId: transactionId, contentHash: 'x' },
      ...{ sealedContent: sealed('callback'), bytes: 1, claims: 'success', state: 'ignored' },
      ...{ receivedAt: at, lastReceivedAt: at, settledAt: at },
    });
    // Its end is final, and a rotation is the one thing that may still touch it.
    await tx.insert(resolutions).values({
      ...{
        ...owner,
        id: resolutionId,
        transactionId,
        verdict: 'approved',
        proof: 'slip',
        statement: 'seen',
        facts: {},
      },
      ...{
        sealedPhoto: sealed('photo'),
        state: 'rejected',
        madeBy: world.as('manager', 'sale:start').actor.id,
      },
      ...{ madeAt: at, endedAt: at },
    });
    await tx.insert(paymentLinks).values({
      ...{
        ...owner,
        transactionId,
        createdAt: at,
        description: 'x',
        payer: {},
        items: [],
        installmentCounts: [1],
      },
      ...{ language: 'tr', sealedPage: sealed('page'), openedAt: at, expiresAt: at, watchedUntil: at },
    });
    await tx.insert(approvals).values({
      ...{ ...owner, id: approvalId, kind: 'credentials', subjectId: ids.next('connection') },
      ...{ intentKey: approvalId, request: {}, sealedWaiting: sealed('waiting'), madeBy: userId },
      ...{ madeAt: at, expiresAt: new Date(at.getTime() + 86_400_000), state: 'waiting' },
    });
    await tx.insert(mails).values({
      ...{
        ...owner,
        id: mailId,
        kind: 'receipt',
        aboutId: transactionId,
        maskedTo: 'x',
        sealedLetter: sealed('letter'),
      },
      ...{ state: 'queued', createdAt: at, dueAt: new Date(at.getTime() + 86_400_000) },
    });
  });
  await inScope(running.runtime.db, { userId }, (tx) =>
    tx.insert(authenticators).values({
      ...{ userId, id: authenticatorId, kind: 'totp', label: 'App', createdAt: at },
      sealedSecret: sealed('factor'),
    }),
  );
  for (const kind of ['answer', 'callback_aside'] as const) {
    // Of nobody who is there, so that recovery leaves it alone, as it does what it cannot open.
    const name = kind === 'answer' ? 'mer_nobody.x.y' : `${merchantId()}.x.y`;
    await createSealedFiles(directoryOf(kind, answersDirectory), sealingKeys, kind).put(name, kind);
    places[kind] = { name, field: kind };
  }
  return places;
}

/** Whatever stands in a column whose name says that it is sealed, and in files. */
async function everySealed(): Promise<string[]> {
  const rows = await inMerchant(async (tx) => {
    const columns = await tx.execute<{ table_name: string; column_name: string }>(
      sql`select table_name, column_name from information_schema.columns where table_schema = 'public' and column_name like 'sealed%'`,
    );
    expect(columns.length, 'every sealed column is a kind that is rotated').toBe(SEALED_KINDS.length);
    const found: string[] = [];
    for (const { table_name, column_name } of columns) {
      // What is a person's is no merchant's to see.
      if (table_name === 'authenticators') await changeScope(tx, { system: true });
      const values = await tx.execute<{ value: string | null }>(
        sql`select ${sql.identifier(column_name)} as value from ${sql.identifier(table_name)}`,
      );
      await changeScope(tx, { merchantId: merchantId() });
      found.push(...values.flatMap(({ value }) => value ?? []));
    }
    return found;
  });
  const { answersDirectory } = running.runtime.config;
  const names = await readdir(answersDirectory, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile() && !entry.parentPath.includes('audit-heads'));
  const texts = await Promise.all(
    files.map(({ parentPath, name }) => readFile(join(parentPath, name), 'utf8')),
  );
  return [...rows, ...texts];
}

test('everything is sealed anew while sales run, and the old key is needed by nothing any more', async () => {
  const places = await plantSealed();
  expect((await everySealed()).every((sealed) => sealed.startsWith('v1.k1.'))).toBe(true);

  await restart(keys('new', 'old'));
  let isSelling = true;
  const sales: string[] = [];
  const selling = (async () => {
    while (isSelling) sales.push((await sell()).state);
  })();
  await waitFor(async () => sales.length > 0, 'a sale before the rotation');
  const before = sales.length;
  const { code, output, errors } = await runCommand('server/keys/main.ts', {
    ...world.env,
    SEALING_KEYS: keys('new', 'old'),
  });
  await waitFor(async () => sales.length > before, 'a sale after the rotation');
  isSelling = false;
  await selling;
  expect(errors).toBe('');
  expect(output).toContain('Everything is sealed with k2. k1 can go from SEALING_KEYS.');
  expect(output).toMatch(/^credentials of connections +2 sealed anew; now k2: 2$/m);
  expect(output).toMatch(/^second factors of people +1 sealed anew; now k2: 1$/m);
  expect(output).toMatch(/^credentials that wait for a second administrator +1 sealed anew; now k2: 1$/m);
  expect(output).toMatch(/^answers set aside +1 sealed anew; now k2: 1$/m);
  expect(code).toBe(0);
  const entries = await inMerchant((tx) =>
    tx.select().from(auditLog).where(eq(auditLog.action, 'keys.rotated')),
  );
  expect(entries.map(({ data }) => data)).toEqual([
    {
      ...{ key: 'k2', credentials: 2, session: expect.any(Number), waiting: 1, page: 1, photo: 1 },
      ...{ letter: 1, factor: 1, callback: expect.any(Number) },
      ...{ callback_aside: expect.any(Number) },
    },
  ]);
  expect(new Set(sales)).toEqual(new Set(['approved']));

  await restart(keys('new'));
  expect((await sell()).state).toBe('approved');
  const left = await everySealed();
  expect(left.filter((sealed) => !sealed.startsWith('v1.k2.'))).toEqual([]);
  const opened = Object.entries(places).map(([name, place]) => {
    const texts = left.flatMap((sealed) => openOrNothing(place, sealed));
    return [name, texts];
  });
  // What waits for a merchant is brought back by the process, which opens it and finds that it is no callback.
  expect(Object.fromEntries(opened)).toEqual(
    Object.fromEntries(Object.keys(places).map((name) => [name, [name]])),
  );
}, 120_000);

function openOrNothing(place: SealBinding, sealed: string): string[] {
  try {
    return [unseal(running.runtime.config.sealingKeys, place, sealed)];
  } catch {
    return [];
  }
}

test('a rotation that was stopped goes on where it was, and one that has nothing to do changes nothing', async () => {
  await sell();
  await restart(keys('new', 'old'));
  const rotate = () => rotateKeys(running.runtime);
  const first = await rotate();
  expect(first.find(({ kind }) => kind === 'credentials')).toMatchObject({ resealed: 2, unopened: [] });
  const again = await rotate();
  expect(again.map(({ resealed }) => resealed)).toEqual(again.map(() => 0));
  expect(isRotated(again, 'k2')).toBe(true);
});

test('a login that was refreshed meanwhile is not put back', async () => {
  await sell();
  const stale = { id: '', provider: 'iyzico', sealed: 'v1.k1.stale' };
  const id = await inMerchant(async (tx) => {
    const [row] = await tx.execute<{ id: string }>(
      sql`select id from connections where sealed_session is not null`,
    );
    return row?.id ?? '';
  });
  const isReplaced = await inMerchant((tx) =>
    replaceSealed(tx, merchantId(), 'session', { ...stale, id }, 'v1.k2.stale'),
  );
  expect(isReplaced).toBe(false);
  expect((await sell()).state).toBe('approved');
});

test('what no key opens is named, and the old key is not said to be needless', async () => {
  await restart(keys('new'));
  const all = await rotateKeys(running.runtime);
  expect(all.find(({ kind }) => kind === 'credentials')?.unopened).toHaveLength(2);
  expect(isRotated(all, 'k2')).toBe(false);
});

test('what is sealed once is not written over: the database lets nothing but another key change it', async () => {
  const places = await plantSealed();
  const { sealingKeys } = running.runtime.config;
  for (const [name, table, column] of [
    ['callback', 'inbox', 'sealed_content'],
    ['photo', 'resolutions', 'sealed_photo'],
    ['page', 'payment_links', 'sealed_page'],
    ['waiting', 'approvals', 'sealed_waiting'],
  ] as const) {
    const place = places[name];
    if (!place) throw new Error(name);
    const other = seal(sealingKeys, place, 'something else');
    const write = (value: string) =>
      inMerchant((tx) =>
        tx.execute(
          sql`update ${sql.identifier(table)} set ${sql.identifier(column)} = ${value} where ${sql.identifier(column)} is not null`,
        ),
      );
    await expect(write(other), name).rejects.toThrow();
    await expect(write('in clear'), name).rejects.toThrow();
  }
});
