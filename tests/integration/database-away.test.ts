import { randomUUID } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { isUnreachable } from '#db/client.ts';
import { listExchanges } from '#db/queries/exchanges.ts';
import { findTransaction } from '#db/queries/transactions.ts';
import type { SystemContext } from '#server/auth/context.ts';
import { parseConfig } from '#server/config/config.ts';
import { recover } from '#server/jobs/recover.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import { type Running, startRuntime } from '#server/runtime/start.ts';
import type { AnswerStore } from '#server/terminals/answer-store.ts';
import { keepAnswer } from '#server/terminals/keep-answer.ts';
import { toRow } from '#server/terminals/record-exchanges.ts';
import { sendOperation } from '#server/transactions/send-operation.ts';
import { startSale } from '#server/transactions/start-sale.ts';
import { type Line, openLine } from '#tests/campaign/line.ts';
import { SAID, WORKER } from '#tests/support/by-hand.ts';
import { waitFor } from '#tests/support/wait-for.ts';
import { createWorld, type World } from '#tests/support/world.ts';

let line: Line;
let world: World;

beforeAll(async () => {
  line = await openLine(Number(new URL(inject('cluster').appUrl).port));
  const reach = (url: string) => Object.assign(new URL(url), { port: String(line.port) }).href;
  world = await createWorld({ runsWorker: false, reach, env: { LOG_LEVEL: 'silent' } });
});
afterAll(async () => {
  await world.close();
  await line.close();
});

test('what a provider said while the database was away for a minute is kept sealed, and told when it is back (D2)', async () => {
  const id = await sell();
  const outage = outageAfterAnswer();
  await expect(sendOperation(outage.ctx, WORKER, id)).rejects.toSatisfy(isUnreachable);

  const directory = world.config.answersDirectory;
  const [name = '', ...others] = await answersIn(directory);
  expect(others).toEqual([]);
  expect((await stat(join(directory, name))).mode & 0o777).toBe(0o600);
  const file = await readFile(join(directory, name), 'utf8');
  expect(file).toMatch(/^v1\.k1\.[\w-]+$/);
  const kept = JSON.stringify(await world.running.runtime.answers.get(name));
  expect(kept).toContain('"httpStatus":200');
  // The provider's clock counts with thirteen digits; cards of the sandbox have sixteen.
  expect(kept).not.toMatch(/\d{14}/);

  await outage.end();
  expect(await read(id)).toMatchObject({ state: 'sending' });
  await withWorker(async () => {
    const row = await waitFor(async () => {
      const current = await read(id);
      return current?.state === 'approved' ? current : null;
    }, 'the sale to be approved');
    expect(await answersIn(directory)).toEqual([]);
    expect(chargesOf(row.reference)).toHaveLength(1);
    expect(await said(id)).toMatchObject([{ httpStatus: 200, response: { status: 'SUCCESS' } }]);
  });
}, 60_000);

describe('an answer that comes while the database is away for a moment', () => {
  const answered = (ctx: SystemContext, id: TransactionId) =>
    keepAnswer(
      ctx,
      { operation: { id, deviceId: world.terminal }, said: [SAID], hasDeviceAnswered: null },
      async () => {},
    );

  test('lies aside until it is written, and no longer', async () => {
    const id = world.running.runtime.ids.next('transaction');
    const lying: string[][] = [];
    const wait = async () => void lying.push(await names());
    await answered({ ...system(), wait, inTransaction: failing(2) }, id);
    expect(lying).toEqual([[expect.stringContaining(id)], [expect.stringContaining(id)]]);
    expect(await names()).toEqual([]);
    expect(await said(id)).toHaveLength(1);
  });

  test('is kept once, although the commit that was done was never confirmed', async () => {
    const id = world.running.runtime.ids.next('transaction');
    await answered({ ...system(), wait: async () => {}, inTransaction: failing(1, 'after') }, id);
    expect(await said(id)).toHaveLength(1);
  });

  test('is written when it is back, although it could not be set aside', async () => {
    const id = world.running.runtime.ids.next('transaction');
    const answers: AnswerStore = {
      ...system().answers,
      put: async () => {
        throw new Error('the disk is full');
      },
    };
    await answered({ ...system(), answers, wait: async () => {}, inTransaction: failing(2) }, id);
    expect(await said(id)).toHaveLength(1);
  });
});

test('an answer that cannot be opened stays where it is, and holds up no other', async () => {
  const { answers, merchant, ids } = system();
  const id = ids.next('transaction');
  const exchange = toRow(merchant.id, id, { ...SAID, id: ids.next('exchange') });
  const whole = await answers.put({ merchantId: merchant.id, operationId: id, exchanges: [exchange] });
  const broken = `${merchant.id}.0`;
  await writeFile(join(world.config.answersDirectory, broken), 'v1.k1.AAAA');
  expect((await names())[0]).toBe(broken);
  await expect(recover(system(), async () => () => true)).rejects.toThrow();
  expect(await names()).toEqual([broken]);
  expect(whole).not.toBe(broken);
  expect(await said(id)).toHaveLength(1);
  await answers.remove(broken);
});

/** Transactions of which the first few lose their connection, before their work or after its commit. */
function failing(times: number, when: 'before' | 'after' = 'before'): SystemContext['inTransaction'] {
  let left = times;
  return async (work) => {
    const isLost = left-- > 0;
    if (!isLost || when === 'after') {
      const result = await system().inTransaction(work);
      if (!isLost) return result;
    }
    throw Object.assign(new Error('gone'), { code: 'CONNECTION_CLOSED' });
  };
}

/** A worker on a clock of its own, where a few waits make a minute, whose database goes away once the provider has answered. */
function outageAfterAnswer(): { ctx: SystemContext; end: () => Promise<unknown> } {
  const real = system();
  const back = Promise.withResolvers<void>();
  let cut: Promise<unknown> = Promise.resolve();
  let waitedMs = 0;
  const ctx: SystemContext = {
    ...real,
    clock: { now: () => new Date(Date.now() + waitedMs) },
    wait: async () => {
      waitedMs += 25_000;
    },
    openGateway: (connection) => {
      const gateway = real.openGateway(connection);
      return {
        ...gateway,
        perform: async (operation, record) => {
          const reply = await gateway.perform(operation, record);
          cut = line.cut({ mutedMs: 0, downMs: 0, whileDown: () => back.promise });
          return reply;
        },
      };
    },
  };
  return {
    ctx,
    end: () => {
      back.resolve();
      return cut;
    },
  };
}

function system(): SystemContext {
  const { answers, callbacks } = world.running.runtime;
  const actor = { kind: 'system', id: 'test' } as const;
  return { ...world.as('manager', 'sale:start'), actor, answers, callbacksAside: callbacks.aside };
}

const names = () => system().answers.list(system().merchant.id);

async function withWorker(work: () => Promise<void>): Promise<void> {
  const running: Running = await startRuntime(parseConfig(world.env), { runsWorker: true });
  try {
    await work();
  } finally {
    await running.stop();
  }
}

async function sell(): Promise<TransactionId> {
  const started = await startSale(world.as('manager', 'sale:start'), {
    intentKey: randomUUID(),
    deviceId: world.terminal,
    amount: { minor: 4_200, currency: 'TRY' },
    installmentCount: 1,
    lines: [],
  });
  if (!started.ok) throw new Error(started.error.kind);
  return started.value.transactionId;
}

function read(id: TransactionId) {
  const ctx = world.as('manager', 'transactions:see');
  return ctx.inTransaction((tx) => findTransaction(tx, ctx.merchant.id, id));
}

async function said(id: TransactionId) {
  const ctx = world.as('manager', 'transactions:see');
  const rows = await ctx.inTransaction((tx) => listExchanges(tx, ctx.merchant.id, id));
  return rows.filter((row) => row.purpose === 'operation');
}

function chargesOf(reference: string) {
  return world.gateway.book().filter((entry) => entry.transactionReferenceId === reference);
}

/** What was set aside there; the heads of the audit have a folder of their own in it. */
async function answersIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}
