import { randomInt } from 'node:crypto';
import postgres from 'postgres';
import { connections } from '#db/schema/connections.ts';
import { askBankTotals } from '#server/end-of-day/ask-bank-totals.ts';
import type { BankReading } from '#server/end-of-day/bank-reading.ts';
import { getRun } from '#server/end-of-day/get-report.ts';
import { requestEndOfDay } from '#server/end-of-day/request-end-of-day.ts';
import { openQueue } from '#server/jobs/enqueue.ts';
import { startWorker, type Worker } from '#server/jobs/worker.ts';
import type { EndOfDayRunId } from '#server/kernel/ids.ts';
import { seal } from '#server/terminals/seal.ts';
import { startInterpayGateway } from '#tests/gateways/interpay/server.ts';
import type { GatewaySettings } from '#tests/gateways/interpay/settings.ts';
import { createCanada } from './canada.ts';
import { waitFor } from './wait-for.ts';

/** A shop in Toronto, the sandbox of its bank over HTTP, and a worker of ours, all on the clock of the shop. */
export type ReadingBank = Awaited<ReturnType<typeof createReadingBank>>;

const ACCOUNT = { termId: 'MAPLE001', pass: 'test-pass' };
const DEVICE = 'TILL-1';
const BATCH = 12;
const LETTERS = { visa: 'V', mastercard: 'M', interac: 'I' } as const;

/** Builds it. What the bank reports is told by its own book, which `sell` writes beside ours. */
export async function createReadingBank({ settlementReport = true } = {}) {
  let now = () => Date.now();
  const device = (deviceId: string) => ({ deviceId, label: deviceId, mode: 'auto' as const });
  const gateway = await startInterpayGateway({
    port: 0,
    accounts: [{ ...ACCOUNT, dynamicUrls: true, devices: [device(DEVICE), device('TILL-2')] }],
    settings: { settlesAt: '00:00' },
    clock: () => now(),
  });
  const shop = await createCanada({
    url: gateway.url,
    credentials: ACCOUNT,
    providerDeviceId: DEVICE,
    settings: { settlementReport },
  });
  now = () => shop.runtime.clock.now().getTime();
  const boss = await openQueue(shop.database.appUrl, { maxConnections: 2, onError: () => undefined });
  const owner = postgres(shop.database.ownerUrl, { max: 1 });
  // Only once a book is closed: what is sold before is sold by hand, and no worker may be there first.
  let worker: Worker | null = null;
  const start = async () => {
    worker = await startWorker(shop.runtime, boss, shop.database.appUrl);
  };

  async function control(method: string, path: string, body: object): Promise<void> {
    const answer = await fetch(`${gateway.url}/sim/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`The sandbox answered ${answer.status}: ${await answer.text()}`);
  }

  /** Something that the bank alone has. */
  const bookAtBank = (sale: {
    minor: number;
    brand?: keyof typeof LETTERS;
    number?: number;
    deviceId?: string;
    requestId?: string;
  }): Promise<void> => {
    const { minor: amountMinor, brand = 'visa', number: batch = BATCH, deviceId = DEVICE } = sale;
    const { requestId = String(randomInt(1_000_000_000, 9_999_999_999)) } = sale;
    const startedAt = shop.runtime.clock.now().toISOString();
    const card = { type: LETTERS[brand], lastFourDigits: '1234' };
    const entry = { deviceId, requestId, startedAt, amountMinor, batch, card };
    return control('POST', 'book', { entries: [entry] });
  };

  const readingOf = async (runId: EndOfDayRunId) =>
    (await getRun(shop.as('accountant', 'reports:see'), runId)).reading;
  const ask = (runId: EndOfDayRunId) => askBankTotals(shop.as('accountant', 'end-of-day:run'), { runId });
  const answered = (runId: EndOfDayRunId) =>
    waitFor(async () => {
      const reading = await readingOf(runId);
      return reading?.state === 'answered' && reading;
    }, `the bank's answer for ${runId}`);

  return {
    shop,
    control,
    readingOf,
    ask,
    answered,
    /** Has the bank lie from here on. */
    lie: (settings: Partial<GatewaySettings>) => control('PUT', 'settings', settings),
    /** Sells, and the bank has it too, under the number that its slip tells or keeps to itself. */
    sell: async (minor: number, { brand = 'visa', isTold = true }: Sale = {}): Promise<void> => {
      const { reference: requestId } = await shop.sold(minor, { brand, number: isTold ? `0${BATCH}` : null });
      await bookAtBank({ minor, brand, requestId });
    },
    bookAtBank,
    /** Closes our book of the oldest day the bank has ended. */
    closeBook: async (): Promise<EndOfDayRunId> => {
      const run = await requestEndOfDay(shop.as('accountant', 'end-of-day:run'), {
        deviceId: shop.merchant.device.id,
      });
      if (!run.ok) throw new Error(run.error.kind);
      if (!worker) await start();
      return run.value.runId;
    },
    /** Asks the bank and waits for what comes of it. */
    read: async (runId: EndOfDayRunId): Promise<BankReading> => {
      const asked = await ask(runId);
      if (!asked.ok) throw new Error(asked.error.kind);
      return (await answered(runId)).answer;
    },
    /** Has our account show the bank another password than it was given. */
    forgetPassword: async (): Promise<void> => {
      const { merchant, runtime } = shop;
      const merchantId = merchant.row.id;
      const binding = { merchantId, provider: 'interpay', field: 'credentials' } as const;
      const wrong = JSON.stringify({ ...ACCOUNT, pass: 'guess' });
      const sealedCredentials = seal(runtime.config.sealingKeys, binding, wrong);
      await shop.system().inTransaction((tx) => tx.update(connections).set({ sealedCredentials }));
    },
    /** Stops the worker; what it has on the wire is waited for. */
    stopWorker: async () => worker?.stop(),
    startWorker: start,
    /** What our process has open in the database: the statements of its transactions that go on. */
    openTransactions: async (): Promise<string[]> => {
      const rows = await owner<{ query: string }[]>`select query from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null`;
      return rows.map(({ query }) => query);
    },
    stopBank: () => gateway.close(),
    close: async () => {
      await worker?.stop();
      await boss.stop({ graceful: false });
      await gateway.close();
      await owner.end();
      await shop.close();
    },
  };
}

type Sale = { brand?: keyof typeof LETTERS; isTold?: boolean };
