import { createHash } from 'node:crypto';
import { inScope, type Tx } from '#db/client.ts';
import type { ConnectionRow } from '#db/queries/devices.ts';
import { findNoticed, findPageOf, findReturned, keepHint } from '#db/queries/hints.ts';
import type { HostedHint } from '#server/gateways/hosted-gateway.ts';
import type { CallbackId, ConnectionId, MerchantId, TransactionId } from '#server/kernel/ids.ts';
import { HOSTED_PROVIDERS, type HostedProvider } from '#server/kernel/providers.ts';
import type { Runtime } from '#server/runtime/runtime.ts';
import { about } from '#server/telemetry/trail.ts';
import { type CallbackKey, hashSecret, readToken } from '#server/transactions/callback-address.ts';
import { asStep, refuseUnknown, say, withinTime } from './answer.ts';
import { type CallbackContent, sealContent } from './callback-content.ts';
import { readRequest } from './read-request.ts';
import type { Receiver } from './receive-callback.ts';

/** What the address that was called names. */
export type HintPath = { provider: string; token: string };

type HintReceiver = Receiver & Pick<Runtime, 'openGateway'>;

/** Where somebody is sent who came back with nothing that opens anything. */
const NOWHERE = 'unknown';

/**
 * Takes the browser of somebody who comes back from a page, and sends it on at once to the public page of the result, whatever
 * it brought: who does not have what opens the page learns nothing and changes nothing. What it says proves nothing either; it
 * has our own question to the provider asked at once.
 */
export function receiveReturn(receiver: HintReceiver, request: Request, path: HintPath): Promise<Response> {
  return asStep(path.provider, () => sendOn(receiver, request, path));
}

async function sendOn(receiver: HintReceiver, request: Request, path: HintPath): Promise<Response> {
  const key = readPath(path);
  if (request.method === 'POST') await takeReturn(receiver, request, key);
  else if (request.method !== 'GET' && request.method !== 'HEAD') {
    receiver.callbacks.counts.wrongMethod += 1;
    return say(405);
  }
  return new Response(null, {
    status: 303,
    headers: {
      location: `${receiver.config.publicUrl}/pay/result/${key ? path.token : NOWHERE}`,
      'cache-control': 'no-store',
      // The address has a secret in it.
      'referrer-policy': 'no-referrer',
    },
  });
}

/** Never throws but what breaks the connection: the payer is sent on, and the provider is asked in time in any case. */
async function takeReturn(receiver: HintReceiver, request: Request, key: KnownPath | null): Promise<void> {
  const { counts } = receiver.callbacks;
  const content = await readRequest(request, 'return');
  if (content.isCut) counts.tooLarge += 1;
  if (!key || content.isCut) {
    counts.unknownAddress += 1;
    return;
  }
  try {
    const isTaken = await withinTime(
      receiver,
      inScope(receiver.db, key, (tx) => storeReturn(receiver, tx, key, content)),
    );
    if (!isTaken) counts.unknownAddress += 1;
  } catch (err) {
    const { merchantId, provider } = key;
    counts.lost += 1;
    receiver.log.error({ err, merchantId, provider }, 'The return of a payer could not be stored');
  }
}

async function storeReturn(
  receiver: HintReceiver,
  tx: Tx,
  key: KnownPath,
  content: CallbackContent,
): Promise<boolean> {
  const sale = await findReturned(tx, key);
  const hint = sale && read(receiver, sale.connection, content);
  // Who has the address and not what opens the page is not who was given both.
  if (hint?.kind !== 'page' || hashSecret(hint.token) !== sale?.sessionId) return false;
  // Each of them has the provider asked: nobody returns so often by hand, and others wait for its answers too.
  if (!receiver.callbacks.returns.take(sale.id, receiver.clock.now())) return true;
  const news = { sourceId: sale.id, transactionId: sale.id, sameness: `return ${sale.sessionId}` };
  await store(receiver, tx, key, news, content);
  return true;
}

/**
 * Takes a notice that a provider sends to its account's address. Only one that is signed by the account says anything, and that
 * is at most which page there is news of. 2xx says that it is stored, or is of a page that is not ours; every notice that opens
 * nothing or is not signed gets one and the same answer.
 */
export function receiveNotice(receiver: HintReceiver, request: Request, path: HintPath): Promise<Response> {
  return asStep(path.provider, () => takeNotice(receiver, request, path));
}

async function takeNotice(receiver: HintReceiver, request: Request, path: HintPath): Promise<Response> {
  const { counts } = receiver.callbacks;
  if (request.method !== 'POST') {
    counts.wrongMethod += 1;
    return say(405);
  }
  const key = readPath(path);
  const content = await readRequest(request, 'notice');
  if (content.isCut) counts.tooLarge += 1;
  if (!key || content.isCut) return refuseUnknown(receiver, content.address);
  try {
    const isTaken = await withinTime(
      receiver,
      inScope(receiver.db, key, (tx) => storeNotice(receiver, tx, key, content)),
    );
    return isTaken ? say(200) : refuseUnknown(receiver, content.address);
  } catch (err) {
    // It is sent again, and until then asked about in any case.
    const { merchantId, provider } = key;
    receiver.log.error({ err, merchantId, provider }, 'A notice could not be stored');
    return say(503);
  }
}

async function storeNotice(
  receiver: HintReceiver,
  tx: Tx,
  key: KnownPath,
  content: CallbackContent,
): Promise<boolean> {
  const connection = await findNoticed(tx, key);
  const hint = connection && read(receiver, connection, content);
  if (hint?.kind !== 'notice' || !connection) return false;
  // The account may take payments elsewhere too: of those nothing is kept.
  const transactionId = await findPageOf(tx, connection, hashSecret(hint.token));
  if (!transactionId) return true;
  const news = { sourceId: connection.id, transactionId, sameness: `notice ${hint.noticeId}` };
  await store(receiver, tx, key, news, content);
  return true;
}

type KnownPath = CallbackKey & { provider: HostedProvider };

function readPath({ provider: name, token }: HintPath): KnownPath | null {
  const provider = HOSTED_PROVIDERS.find((known) => known === name);
  const key = readToken(token);
  return provider && key ? { provider, ...key } : null;
}

/** What it says, before anybody knows whether it is true. */
function read(
  { openGateway }: HintReceiver,
  connection: ConnectionRow,
  { claims, contentType, headers, body: bytes }: CallbackContent,
): HostedHint {
  const { pages } = openGateway(connection);
  if (!pages) return { kind: 'nothing' };
  if (claims === 'return') return pages.readReturn({ contentType, bytes });
  const header = (wanted: string) => headers.find(([name]) => name === wanted)?.[1] ?? null;
  return pages.readNotice({ contentType, bytes, header });
}

/** So often somebody who keeps coming back has the provider asked; what comes sooner waits for the next sweep. */
const ASKED_AGAIN_AFTER_SECONDS = 5;

/** Stores it and gives the job that has the provider asked; a copy that can tell nothing new only counts (INV-9). */
async function store(
  { ids, enqueue, config, clock }: HintReceiver,
  tx: Tx,
  { merchantId, provider }: { merchantId: MerchantId; provider: HostedProvider },
  news: { sourceId: TransactionId | ConnectionId; transactionId: TransactionId; sameness: string },
  content: CallbackContent,
): Promise<void> {
  const id: CallbackId = ids.next('callback');
  about({ transactionId: news.transactionId });
  const { sameness, ...row } = news;
  const newsId = await keepHint(tx, {
    ...row,
    merchantId,
    id,
    provider,
    contentHash: createHash('sha256').update(sameness).digest('hex'),
    sealedContent: sealContent(config.sealingKeys, { merchantId, provider, id }, content),
    bytes: content.body.length,
    claims: content.claims,
    receivedAt: clock.now(),
  });
  if (!newsId) return;
  const data = { merchantId, callbackId: newsId };
  await enqueue(tx, { queue: 'apply-callback', data, onceInSeconds: ASKED_AGAIN_AFTER_SECONDS });
}
