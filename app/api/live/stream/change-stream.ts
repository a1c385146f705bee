import type { Watched } from '#server/auth/watched-merchants.ts';
import type { BranchId, MerchantId } from '#server/kernel/ids.ts';
import type { LiveHub } from '#server/runtime/live-hub.ts';

/** Merchants a listener may hear of, with the address each is named by and the branches they are limited to; null: no more. */
export type Audience = ReadonlyMap<MerchantId, Watched> | null;

type Change = Parameters<Parameters<LiveHub['subscribe']>[0]>[0];

type ChangeStreamOptions = {
  audience: NonNullable<Audience>;
  /** Asks again who may be heard of. */
  recheck: () => Promise<Audience>;
  subscribe: LiveHub['subscribe'];
  /** Whether a change is of these branches. */
  isOfBranches: (branchIds: readonly BranchId[], change: Change) => Promise<boolean>;
  /** Ends with the request. */
  signal: AbortSignal;
};

/** Under the 30 s after which common proxies close a silent connection. */
export const PING_MS = 15_000;
/** A session that ended is noticed this much later at most. */
export const RECHECK_MS = 60_000;
/** A reader this many messages behind is not reading any more; it comes back and refetches. */
const MOST_UNREAD = 1_000;

/**
 * What changed for one listener as server-sent events (WHATWG HTML §9.2): `{merchant, topic, id}` and nothing else, for
 * merchants of its audience only. Ends on abort, when the audience is gone, and when the reader stopped reading.
 */
export function changeStream(options: ChangeStreamOptions): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let audience = options.audience;
  let release = () => {};
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const stop = () => {
          release();
          controller.close();
        };
        let isReleased = false;
        const send = (text: string) => {
          if ((controller.desiredSize ?? 0) < -MOST_UNREAD) stop();
          else controller.enqueue(encoder.encode(text));
        };
        const unsubscribe = options.subscribe((change) => {
          const watched = audience.get(change.merchantId);
          if (!watched) return;
          const { topic, id } = change;
          const tell = () => send(`data: ${JSON.stringify({ merchant: watched.slug, topic, id })}\n\n`);
          if (watched.branchIds === null) return tell();
          // A database that cannot say: then nothing is told, and the listener hears of the next change.
          options.isOfBranches(watched.branchIds, change).then(
            (isTheirs) => isTheirs && !isReleased && tell(),
            () => undefined,
          );
        });
        const ping = setInterval(() => send('event: ping\ndata: 1\n\n'), PING_MS);
        const check = setInterval(async () => {
          // A database that is away ends the stream too: the browser asks by itself until it is back.
          const next = await options.recheck().catch(() => null);
          if (next) audience = next;
          else if (!isReleased) stop();
        }, RECHECK_MS);
        release = () => {
          isReleased = true;
          unsubscribe();
          clearInterval(ping);
          clearInterval(check);
          options.signal.removeEventListener('abort', stop);
        };
        options.signal.addEventListener('abort', stop);
        send('retry: 2000\nevent: open\ndata: 1\n\n');
        if (options.signal.aborted) stop();
      },
      // The reader closed it; only what feeds it is left to let go.
      cancel: () => release(),
    },
    { highWaterMark: 16 },
  );
}
