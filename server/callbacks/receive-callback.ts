import { inScope } from '#db/client.ts';
import { opensCallback } from '#db/queries/inbox.ts';
import { type Provider, TERMINAL_PROVIDERS } from '#server/kernel/providers.ts';
import type { Runtime } from '#server/runtime/runtime.ts';
import { type CallbackKey, readToken } from '#server/transactions/callback-address.ts';
import { asStep, refuseUnknown, say, withinTime } from './answer.ts';
import type { CallbackDesk } from './callback-desk.ts';
import { readRequest } from './read-request.ts';
import { type Arrival, storeCallback } from './store-callback.ts';

/** What receiving needs of a process. */
export type Receiver = Pick<
  Runtime,
  'config' | 'db' | 'clock' | 'wait' | 'ids' | 'log' | 'enqueue' | 'callbacks'
>;

/** What the address that was called names. */
export type CalledPath = { provider: string; token: string; result: string };

/**
 * Takes a callback: stores it uninterpreted and answers; whatever follows is the worker's (§3.2 of the rules). 2xx says that
 * it is durable, or means nothing; 503 that it is not, and is kept on disk if there is room (D3, K7). Every address that
 * opens nothing gets the same 404. Throws only what breaks the connection while it reads.
 */
export function receiveCallback(receiver: Receiver, request: Request, path: CalledPath): Promise<Response> {
  return asStep(path.provider, () => receive(receiver, request, path));
}

async function receive(receiver: Receiver, request: Request, path: CalledPath): Promise<Response> {
  const { counts } = receiver.callbacks;
  const answer = answerByMethod(request.method, new URL(request.url).search.slice(1));
  if (answer === 'refuse') {
    counts.wrongMethod += 1;
    return say(405);
  }
  if (answer === 'ok') return say(200);
  const known = readPath(path);
  const claims = path.result === 's' ? 'success' : 'failure';
  const content = await readRequest(request, claims, () => mayOpen(receiver, known));
  const arrival = { ...(known ?? NOTHING), content, receivedAt: receiver.clock.now() };
  try {
    const fate = await withinTime(receiver, store(receiver, arrival));
    if (fate === 'unknown') return refuseUnknown(receiver, content.address);
    if (!content.isCut) return say(200);
    // C8: what is kept of it is shown to an operator; nobody can say what it meant.
    counts.tooLarge += 1;
    return say(413);
  } catch (err) {
    const { merchantId, provider } = arrival;
    receiver.log.error({ err, merchantId, provider }, 'A callback could not be stored');
    if (known) await setAside(receiver, arrival);
    return say(503);
  }
}

/** What a request gets for its method alone (§6.4): only POST, and GET with something to say, are looked at. */
function answerByMethod(method: string, query: string): 'ok' | 'refuse' | 'look' {
  if (method === 'POST') return 'look';
  if (method === 'GET') return query === '' ? 'ok' : 'look';
  return method === 'HEAD' || method === 'OPTIONS' ? 'ok' : 'refuse';
}

/** A key nobody has: looked up like any other, so that what has not even the form of an address takes the same time. */
const NOTHING = {
  provider: TERMINAL_PROVIDERS[0],
  merchantId: `mer_${'0'.repeat(26)}`,
  secretHash: '',
} as const satisfies CallbackKey & { provider: string };

type KnownPath = CallbackKey & { provider: Provider };

function readPath({ provider: name, token, result }: CalledPath): KnownPath | null {
  const provider = TERMINAL_PROVIDERS.find((known) => known === name);
  const key = readToken(token);
  return provider && key && (result === 's' || result === 'f') ? { provider, ...key } : null;
}

/** Whether an address opens something, or at least may: while the database is away nobody can tell. */
async function mayOpen(receiver: Receiver, known: KnownPath | null): Promise<boolean> {
  if (!known) return false;
  const look = inScope(receiver.db, { merchantId: known.merchantId }, (tx) => opensCallback(tx, known));
  return withinTime(receiver, look).catch(() => true);
}

function store({ config, db, ids, enqueue }: Receiver, arrival: Arrival) {
  const ground = { ids, enqueue, sealingKeys: config.sealingKeys };
  return inScope(db, { merchantId: arrival.merchantId }, (tx) => storeCallback(ground, tx, arrival));
}

/** Never throws: whoever sent it is told 503 whatever becomes of this. */
async function setAside({ callbacks, log }: Receiver, arrival: Arrival): Promise<void> {
  const { aside, counts }: Pick<CallbackDesk, 'aside' | 'counts'> = callbacks;
  const { merchantId, provider } = arrival;
  const isKept = await aside.put(arrival).catch((err: unknown) => {
    log.error({ err, merchantId, provider }, 'A callback could not be set aside');
    return false;
  });
  counts[isKept ? 'setAside' : 'lost'] += 1;
}
