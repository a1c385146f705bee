import type { MerchantId } from '#server/kernel/ids.ts';
import type { LiveHub } from '#server/runtime/live-hub.ts';

/** Merchants a listener may hear of, with the address each is named by; null: no more. */
export type Audience = ReadonlyMap<MerchantId, string> | null;

type ChangeStreamOptions = {
  audience: NonNullable<Audience>;
  /** Asks again who may be heard of. */
  recheck: () => Promise<Audience>;
  subscribe: LiveHub['subscribe'];
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
        const send = (text: string) => {
          if ((controller.desiredSize ?? 0) < -MOST_UNREAD) stop();
          else controller.enqueue(encoder.encode(text));
        };
        const unsubscribe = options.subscribe(({ merchantId, topic, id }) => {
          const merchant = audience.get(merchantId);
          if (merchant !== undefined) send(`data: ${JSON.stringify({ merchant, topic, id })}\n\n`);
        });
        const ping = setInterval(() => send('event: ping\ndata: 1\n\n'), PING_MS);
        let isReleased = false;
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
