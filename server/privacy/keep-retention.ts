import { inScope } from '#db/client.ts';
import { forgetAddressTries } from '#db/queries/address-tries.ts';
import { listMerchants } from '#db/queries/recovery.ts';
import { FORGET_OLD, forgetSessions } from '#db/queries/retention.ts';
import { record } from '#server/audit/record.ts';
import { REMEMBERED_MS } from '#server/auth/slow-down.ts';
import type { MerchantId } from '#server/kernel/ids.ts';
import type { Runtime } from '#server/runtime/runtime.ts';
import { BUYER_MONTHS, monthsBefore, SESSION_MONTHS } from './retention.ts';

/** So many rows are changed in one transaction, so that nobody waits for their locks. */
const AT_ONCE = 500;

/** Time passes slowly for what is kept for months. */
const EVERY_MS = 6 * 60 * 60_000;
const LOOK_EVERY_MS = 60_000;

type Forgotten = keyof typeof FORGET_OLD;
type Parts = Pick<Runtime, 'db' | 'clock' | 'log' | 'config'>;

/** Takes away, four times a day, whatever was kept as long as it may be. Any number of processes may do so side by side. */
export function startKeepingRetention(runtime: Parts & Pick<Runtime, 'wait'>): { stop(): Promise<void> } {
  let isStopped = false;
  let isDueAt = 0;
  let going = Promise.resolve();
  const rounds = async () => {
    while (!isStopped) {
      const now = runtime.clock.now().getTime();
      // A clock that was set back must not silence it.
      if (now >= isDueAt || isDueAt - now > EVERY_MS) {
        isDueAt = now + EVERY_MS;
        going = keepRetention(runtime).catch((err: unknown) =>
          runtime.log.error({ err }, 'What is too old could not be taken away; it is tried again'),
        );
        await going;
      }
      await runtime.wait(LOOK_EVERY_MS);
    }
  };
  void rounds();
  return {
    async stop() {
      isStopped = true;
      await going;
    },
  };
}

/** Takes away what was kept long enough, of every merchant; how much of what stands in its audit, if it was anything. */
export async function keepRetention(runtime: Parts): Promise<void> {
  const merchants = await inScope(runtime.db, { system: true }, listMerchants);
  for (const { id } of merchants) await keepRetentionOf(runtime, id);
  const at = runtime.clock.now();
  await inScope(runtime.db, { system: true }, async (tx) => {
    await forgetSessions(tx, monthsBefore(at, SESSION_MONTHS));
    await forgetAddressTries(tx, new Date(at.getTime() - REMEMBERED_MS));
  });
}

async function keepRetentionOf({ db, clock, config }: Parts, merchantId: MerchantId): Promise<void> {
  const at = clock.now();
  const months = { ...config.retention, buyers: BUYER_MONTHS };
  const counts: Partial<Record<Forgotten, number>> = {};
  for (const kind of Object.keys(FORGET_OLD) as Forgotten[]) {
    const before = monthsBefore(at, months[kind]);
    let last: number;
    do {
      last = await inScope(db, { merchantId }, (tx) => FORGET_OLD[kind](tx, merchantId, before, AT_ONCE));
      if (last > 0) counts[kind] = (counts[kind] ?? 0) + last;
    } while (last >= AT_ONCE);
  }
  if (Object.keys(counts).length === 0) return;
  await inScope(db, { merchantId }, (tx) =>
    record(tx, merchantId, config.auditKey, {
      at,
      actor: { kind: 'system', id: 'retention' },
      action: 'privacy.retained',
      objectId: merchantId,
      result: 'done',
      data: counts,
    }),
  );
}
