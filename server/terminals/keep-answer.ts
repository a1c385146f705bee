import { isUnreachable, type Tx } from '#db/client.ts';
import type { SystemContext } from '#server/auth/context.ts';
import type { Exchange } from '#server/gateways/terminal-gateway.ts';
import type { DeviceId } from '#server/kernel/ids.ts';
import { recordExchanges } from './record-exchanges.ts';

/** How long, and how often, a database that is away is tried again before an answer is given up. */
const KEEP_TRYING_MS = 60_000;
const TRY_EVERY_MS = 500;

/**
 * Writes what a provider answered and what follows from it, in one transaction, which `apply` must bear to see twice: it is
 * repeated while the database is away. When what follows cannot be written, the words of the provider are kept alone, since
 * nobody may ever say them again; then it throws what stood in the way.
 */
export async function keepAnswer(
  ctx: SystemContext,
  answer: {
    operation: { id: string; deviceId: DeviceId };
    said: readonly Exchange[];
    hasDeviceAnswered: boolean | null;
  },
  apply: (tx: Tx) => Promise<unknown>,
): Promise<void> {
  const { operation, said, hasDeviceAnswered } = answer;
  const keep = (tx: Tx) => recordExchanges(ctx, tx, operation, said, hasDeviceAnswered);
  try {
    await whileAway(ctx, () =>
      ctx.inTransaction(async (tx) => {
        await apply(tx);
        await keep(tx);
      }),
    );
  } catch (error) {
    if (!isUnreachable(error)) await ctx.inTransaction(keep);
    throw error;
  }
}

async function whileAway({ clock, wait }: SystemContext, work: () => Promise<void>): Promise<void> {
  const end = clock.now().getTime() + KEEP_TRYING_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isUnreachable(error) || clock.now().getTime() > end) throw error;
      await wait(TRY_EVERY_MS);
    }
  }
}
