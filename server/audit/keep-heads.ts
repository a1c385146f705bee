import { inScope } from '#db/client.ts';
import { readChainEnd } from '#db/queries/audit.ts';
import { listMerchants } from '#db/queries/recovery.ts';
import type { Runtime } from '#server/runtime/runtime.ts';
import { dayOf, type HeadFiles, type KeptHead } from './head-files.ts';

/** A tail that is cut off is noticed but for what was recorded since the last head: at most this long. */
const EVERY_MS = 60 * 60_000;

/** What could not be kept is tried again after this long. */
const AGAIN_MS = 60_000;

/** How often it is looked whether it is time. */
const LOOK_EVERY_MS = 5_000;

/**
 * Keeps the head of every merchant's chain outside of the database: at start when the day has none yet, then once an hour in which
 * something was recorded, and at least once a day. Any number of processes may do so side by side.
 */
export function startKeepingHeads(
  runtime: Pick<Runtime, 'db' | 'clock' | 'log' | 'wait'>,
  files: HeadFiles,
): { stop(): Promise<void> } {
  let isStopped = false;
  let isDueAt = 0;
  let going = Promise.resolve();
  const round = async () => {
    const now = runtime.clock.now().getTime();
    try {
      await keepHeads(runtime, files);
      isDueAt = now + EVERY_MS;
    } catch (err) {
      isDueAt = now + AGAIN_MS;
      runtime.log.error({ err }, 'The heads of the audit could not be kept; it is tried again');
    }
  };
  const rounds = async () => {
    while (!isStopped) {
      const leftMs = isDueAt - runtime.clock.now().getTime();
      // A clock that was set back must not silence it.
      if (leftMs <= 0 || leftMs > EVERY_MS) {
        going = round();
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

/** Keeps every head that has moved since it was last kept, or is not kept of today yet. */
export async function keepHeads(
  { db, clock, log }: Pick<Runtime, 'db' | 'clock' | 'log'>,
  files: HeadFiles,
): Promise<void> {
  const merchants = await inScope(db, { system: true }, listMerchants);
  for (const { id } of merchants) {
    // Before the chain: another process may keep a newer head meanwhile, and the chain would look too short.
    const before = await files.newest(id);
    const { head } = await inScope(db, { merchantId: id }, (tx) => readChainEnd(tx, id));
    if (before && before.sequence > (head?.sequence ?? 0)) {
      log.error(
        { merchantId: id, kept: before.sequence, found: head?.sequence ?? 0 },
        'The audit is shorter than it was: run npm run audit:verify',
      );
    }
    if (!head) continue;
    const now: KeptHead = { ...head, at: clock.now() };
    if (isNew(now, before)) await files.keep(id, now);
  }
}

function isNew(now: KeptHead, before: KeptHead | null): boolean {
  return !before || before.sequence !== now.sequence || dayOf(before.at) !== dayOf(now.at);
}
