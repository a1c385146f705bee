import postgres from 'postgres';
import { type Change, LIVE_CHANNEL } from '#db/queries/live.ts';

/** Fans out what other processes announce to the open streams of this one (D11). */
export type LiveHub = {
  /** Calls back for every change, of any merchant: the stream filters by what its reader may see. Returns the way to stop. */
  subscribe(listener: (change: Change) => void): () => void;
  close(): Promise<void>;
};

/** Opens one direct connection that listens; it listens again by itself after a lost connection. */
export async function openLiveHub(directUrl: string): Promise<LiveHub> {
  const client = postgres(directUrl, {
    max: 1,
    onnotice: () => {},
    connection: { application_name: 'vezne-live' },
  });
  const listeners = new Set<(change: Change) => void>();
  await client.listen(LIVE_CHANNEL, (payload) => {
    // Written by `announce` of this product only, on a channel only its role can reach.
    const change = JSON.parse(payload) as Change;
    for (const listener of listeners) listener(change);
  });
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => client.end({ timeout: 2 }),
  };
}
