import { isUnreachable, type Tx } from '#db/client.ts';
import type { SystemContext } from '#server/auth/context.ts';
import type { Exchange } from '#server/gateways/terminal-gateway.ts';
import type { DeviceId } from '#server/kernel/ids.ts';
import { step } from '#server/telemetry/trail.ts';
import type { AnswerAside } from './answer-store.ts';
import { recordExchanges, toRow } from './record-exchanges.ts';

/** How long, and how often, a database that is away is tried again before an answer is given up. */
const KEEP_TRYING_MS = 60_000;
const TRY_EVERY_MS = 500;

/**
 * Writes what a provider answered and what follows from it, in one transaction, which `apply` must bear to see twice: it is
 * repeated while the database is away, and until then the words of the provider lie in the answer store, from where recovery
 * brings them back should this process not live to do it (D2). When what follows cannot be written, the words are kept alone,
 * since nobody may ever say them again; then it throws what stood in the way.
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
  const { operation, hasDeviceAnswered } = answer;
  const merchantId = ctx.merchant.id;
  const said = answer.said.map((exchange) => ({ ...exchange, id: ctx.ids.next('exchange') }));
  const keep = (tx: Tx) => recordExchanges(ctx, tx, operation, said, hasDeviceAnswered);
  const aside = {
    merchantId,
    operationId: operation.id,
    exchanges: said.map((exchange) => toRow(merchantId, operation.id, exchange)),
  };
  const write = async () => {
    try {
      await ctx.inTransaction(async (tx) => {
        await apply(tx);
        await keep(tx);
      });
    } catch (error) {
      if (!isUnreachable(error)) await ctx.inTransaction(keep);
      throw error;
    }
  };
  await step('apply', { name: 'answer' }, () => whileAway(ctx, aside, write));
}

/** Repeats work while the database is away, and until it is done the answer lies aside. */
async function whileAway(ctx: SystemContext, answer: AnswerAside, work: () => Promise<void>): Promise<void> {
  const end = ctx.clock.now().getTime() + KEEP_TRYING_MS;
  for (let name: string | null = null; ; ) {
    const error = await work().then(
      () => null,
      (reason: unknown) => reason,
    );
    const isAway = isUnreachable(error);
    if (isAway) name ??= await setAside(ctx, answer);
    else if (name !== null) await ctx.answers.remove(name);
    if (error === null) return;
    if (!isAway || ctx.clock.now().getTime() > end) throw error;
    await ctx.wait(TRY_EVERY_MS);
  }
}

/** The name under which it lies; null when there is nothing to keep, or nowhere, which must not end the tries. */
async function setAside(ctx: SystemContext, answer: AnswerAside): Promise<string | null> {
  const { merchantId, operationId, exchanges } = answer;
  if (exchanges.length === 0) return null;
  try {
    return await ctx.answers.put(answer);
  } catch (err) {
    ctx.log.error({ err, merchantId, operationId }, 'What a provider said could not be set aside');
    return null;
  }
}
