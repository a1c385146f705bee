import type { Tx } from '#db/client.ts';
import { keepCallback } from '#db/queries/inbox.ts';
import type { SealingKey } from '#server/config/config.ts';
import type { Enqueue } from '#server/jobs/enqueue.ts';
import type { IdSource } from '#server/kernel/ids.ts';
import type { Provider } from '#server/kernel/providers.ts';
import { about } from '#server/telemetry/trail.ts';
import type { CallbackKey } from '#server/transactions/callback-address.ts';
import { type CallbackContent, contentHash, sealContent } from './callback-content.ts';

/** A callback with the secret it came with, of which only the hash is known. */
export type Arrival = CallbackKey & {
  provider: Provider;
  content: CallbackContent;
  receivedAt: Date;
};

/** What storing needs of a process. */
type Ground = { ids: IdSource; enqueue: Enqueue; sealingKeys: readonly [SealingKey, ...SealingKey[]] };

/**
 * Stores a callback as it came and gives the job that applies it, in the caller's transaction, which must be in the scope of
 * the merchant the secret names. A copy of one that is stored already only counts (INV-9). `unknown`: the secret opens
 * nothing; nothing was written.
 */
export async function storeCallback(
  { ids, enqueue, sealingKeys }: Ground,
  tx: Tx,
  { provider, merchantId, secretHash, content, receivedAt }: Arrival,
): Promise<'stored' | 'copy' | 'unknown'> {
  const id = ids.next('callback');
  const kept = await keepCallback(tx, {
    merchantId,
    id,
    provider,
    secretHash,
    contentHash: contentHash(content),
    sealedContent: sealContent(sealingKeys, { merchantId, provider, id }, content),
    bytes: content.body.length,
    claims: content.claims,
    receivedAt,
  });
  if (!kept) return 'unknown';
  if (kept.transactionId) about({ transactionId: kept.transactionId });
  if (kept.isCopy) return 'copy';
  await enqueue(tx, { queue: 'apply-callback', data: { merchantId, callbackId: id } });
  return 'stored';
}
