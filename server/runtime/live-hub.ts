import postgres from 'postgres';
import { z } from 'zod';
import { LASTING } from '#db/client.ts';
import { type Change, LIVE_CHANNEL, TOPICS } from '#db/queries/live.ts';
import { isId, type MerchantId } from '#server/kernel/ids.ts';

/** Fans out what other processes announce to the open streams of this one (D11). */
export type LiveHub = {
  /** Calls back for every change, of any merchant: the stream filters by what its reader may see. Returns the way to stop. */
  subscribe(listener: (change: Change) => void): () => void;
  /** How many call back now: open streams. */
  listeners(): number;
  close(): Promise<void>;
};

/** Opens one direct connection that listens; it listens again by itself after a lost connection. */
export async function openLiveHub(directUrl: string): Promise<LiveHub> {
  const client = postgres(directUrl, {
    ...LASTING,
    max: 1,
    connection: { application_name: 'vezne-live' },
  });
  const listeners = new Set<(change: Change) => void>();
  await client.listen(LIVE_CHANNEL, (payload) => {
    const change = readChange(payload);
    if (change) for (const listener of listeners) listener(change);
  });
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    listeners: () => listeners.size,
    close: () => client.end({ timeout: 2 }),
  };
}

const announced = z.object({
  merchantId: z.custom<MerchantId>((value) => typeof value === 'string' && isId('merchant', value)),
  topic: z.enum(TOPICS),
  id: z.string(),
});

/** A channel of the database has no owner: anybody who may connect may write to it. What is not ours is not passed on. */
export function readChange(payload: string): Change | null {
  try {
    return announced.parse(JSON.parse(payload));
  } catch {
    return null;
  }
}
