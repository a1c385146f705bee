import { inArray } from 'drizzle-orm';
import { transactions } from '#db/schema/transactions.ts';
import type { TransactionId } from '#server/kernel/ids.ts';
import { answerTo, hashSecret } from '#server/transactions/callback-address.ts';
import { ids } from '#tests/factories/ids.ts';
import { makeTransaction } from '#tests/factories/transaction.ts';
import { createDice } from '#tests/simulation/random.ts';
import { approved, type CalledTill, DECLINED, forged, outcome } from './called-till.ts';

/** What is sent where; all of one bundle at the same time. */
type Delivery = { address: string; body: object; isForged: boolean };

/** Operations that wait for their results, and everything that will be called back of them, in the order of a seed. */
export type Flood = { operations: TransactionId[]; approvedCount: number; bundles: Delivery[][] };

/** How one delivery was answered, and after how long. */
export type Answered = { status: number; ms: number; isForged: boolean };

/**
 * Plants open operations on the till's devices. Each result is delivered three times, two copies of it in parallel; among
 * them come forged ones: wrong secrets, true secrets under another merchant, and what has only the look of an address.
 */
export async function plantFlood(
  till: CalledTill,
  { count, forgedCount, seed }: { count: number; forgedCount: number; seed: number },
): Promise<Flood> {
  const dice = createDice(seed);
  const { here, there, owner, config } = till;
  const bundles: Delivery[][] = [];
  const operations: TransactionId[] = [];
  const addresses: string[] = [];
  let approvedCount = 0;
  for (let at = 0; at < count; at++) {
    const device = here.devices[at % here.devices.length] ?? here.device;
    const secret = ids.secret();
    const row = await makeTransaction(owner, device, {
      state: 'awaiting',
      provider: 'interpay',
      currency: 'CAD',
      amountMinor: dice.int(100, 99_999),
      callbackHash: hashSecret(secret),
      sessionId: `s-${seed}-${at}`,
      createdAt: new Date(),
    });
    const to = answerTo(config.publicUrl, 'interpay', here.merchant.id, secret);
    const isApproved = dice.chance(0.8);
    approvedCount += isApproved ? 1 : 0;
    const { providerDeviceId } = device;
    const body = outcome(row, isApproved ? approved(row, { providerDeviceId }) : DECLINED);
    const delivery = { address: isApproved ? to.success : to.failure, body, isForged: false };
    bundles.push([delivery, delivery], [delivery]);
    operations.push(row.id);
    addresses.push(to.success);
  }
  for (let at = 0; at < forgedCount; at++) {
    const address = dice.pick(addresses);
    const wrong = dice.pick([
      forged(address),
      forged(address, { merchantId: there.merchant.id }),
      address.replace('/interpay/', '/iyzico/'),
      address.slice(0, -4).concat('/s'),
    ]);
    const { body } = dice.pick(bundles)[0] ?? { body: {} };
    bundles.push([{ address: wrong, body, isForged: true }]);
  }
  return { operations, approvedCount, bundles: shuffled(bundles, (to) => dice.int(0, to)) };
}

/** Delivers it all, so many bundles at a time, each as soon as one before it is answered. */
export async function pour(
  { bundles }: Flood,
  inFlight: number,
  deliver: (address: string, body: object) => Promise<number>,
): Promise<Answered[]> {
  const answered: Answered[] = [];
  const left = bundles.values();
  const pourer = async () => {
    for (const bundle of left) {
      await Promise.all(
        bundle.map(async ({ address, body, isForged }) => {
          const from = performance.now();
          const status = await deliver(address, body);
          answered.push({ status, ms: performance.now() - from, isForged });
        }),
      );
    }
  };
  await Promise.all(Array.from({ length: inFlight }, pourer));
  return answered;
}

/** How many of the operations have not ended yet. */
export async function countOpen({ owner }: CalledTill, { operations }: Flood): Promise<number> {
  const rows = await owner
    .select({ state: transactions.state })
    .from(transactions)
    .where(inArray(transactions.id, operations));
  return rows.filter(({ state }) => state !== 'approved' && state !== 'declined').length;
}

function shuffled<T>(items: readonly T[], upTo: (to: number) => number): T[] {
  const result = [...items];
  for (let at = result.length - 1; at > 0; at--) {
    const other = upTo(at);
    const [a, b] = [result[at], result[other]];
    if (a !== undefined && b !== undefined) [result[at], result[other]] = [b, a];
  }
  return result;
}
