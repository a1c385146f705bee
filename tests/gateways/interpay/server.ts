import type { IncomingMessage, ServerResponse } from 'node:http';
import { asArrived, listenOnLoopback, type RawRequest, readBody } from '../shared/loopback.ts';
import { json, type Reply, send } from '../shared/replies.ts';
import { type SendCallback, sendOverHttp } from '../shared/send-over-http.ts';
import { assembleGateway, type GatewayParts } from './assemble.ts';
import type { BookEntry, ClosedBatch } from './book.ts';
import { answerControl } from './control.ts';
import type { Gateway, HostName } from './gateway.ts';
import { answerPage } from './pages.ts';
import { answerAsProvider, isProviderPath } from './provider.ts';
import type { LoggedRequest, Traffic } from './traffic-log.ts';

export type InterpayGatewayOptions = Omit<GatewayParts, 'hosts' | 'send'> & {
  /** Of the first host; 0 takes any free port. */
  port: number;
  /** Of the second host; any free port by default. */
  secondPort?: number;
  /** Carries callbacks away; by default over HTTP, to this machine only. */
  send?: SendCallback;
  /** Is shown every provider request exactly as it arrived, secrets included; what it keeps stays in its own memory. */
  onRequest?: (request: RawRequest) => void;
};

export type InterpayGateway = {
  /** Base address of the first host, without a slash at the end; pages and control are here too. */
  url: string;
  /** Base address of the second host, which shares the book. */
  secondUrl: string;
  /** Every session, in order. */
  book(): BookEntry[];
  closedBatches(): ClosedBatch[];
  /** Every request and callback attempt, in order. */
  log(): Traffic[];
  /** Ends every wait and connection at once. */
  close(): Promise<void>;
};

const providerBodyBytes = 1024 * 1024;
/** A whole imported history must fit. */
const controlBodyBytes = 64 * 1024 * 1024;

/** Starts both hosts on 127.0.0.1. Rejects when a port is taken or the data file cannot be read. */
export async function startInterpayGateway(options: InterpayGatewayOptions): Promise<InterpayGateway> {
  const closing = new AbortController();
  const hosts = { primary: '', secondary: '' };
  const gateway = assembleGateway(
    { ...options, hosts, send: options.send ?? ((callback) => sendOverHttp(callback, closing.signal)) },
    closing.signal,
  );
  const listen = (port: number, host: HostName) =>
    listenOnLoopback(port, (request, response) => {
      void respond(gateway, host, request, response, options.onRequest);
    });
  const first = await listen(options.port, 'primary');
  const second = await listen(options.secondPort ?? 0, 'secondary').catch(async (error) => {
    await first.close();
    throw error;
  });
  Object.assign(hosts, { primary: first.url, secondary: second.url });
  return {
    url: first.url,
    secondUrl: second.url,
    book: () => gateway.ledger.entries(),
    closedBatches: () => gateway.ledger.closedBatches(),
    log: () => gateway.log.list(),
    close: async () => {
      closing.abort();
      await Promise.all([first.close(), second.close()]);
    },
  };
}

async function respond(
  gateway: Gateway,
  host: HostName,
  request: IncomingMessage,
  response: ServerResponse,
  onRequest: InterpayGatewayOptions['onRequest'],
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (!isProviderPath(url.pathname) || isSomebodyLooking(request, url)) {
    send(await orFailure(() => answerOurs(gateway, request, url)), response, gateway.closing);
    return;
  }
  const startedAt = gateway.now();
  const logged = gateway.log.openRequest({
    at: new Date(startedAt).toISOString(),
    host,
    method: request.method ?? 'GET',
    path: url.pathname,
  });
  const reply = await orFailure(async () => {
    const body = await readBody(request, providerBodyBytes);
    if (body === null) return json({ CODE: '1000', TEXT: 'REQUEST TOO LARGE' });
    onRequest?.(asArrived(request, body));
    const about = { host, method: request.method ?? 'GET', path: url.pathname, query: url.search.slice(1) };
    const contentType = request.headers['content-type'] ?? '';
    return answerAsProvider(gateway, { ...about, contentType, text: body.toString('utf8') }, logged);
  });
  const isTaken = send(reply, response, gateway.closing);
  logged.durationMs = gateway.now() - startedAt;
  logged.outcome = outcomeOf(reply, isTaken);
}

/** A person who types the bare address into a browser wants the pages, and not 1000. */
function isSomebodyLooking(request: IncomingMessage, url: URL): boolean {
  const isBare = url.pathname === '/' && url.search === '';
  return isBare && request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
}

function outcomeOf(reply: Reply, isTaken: boolean): LoggedRequest['outcome'] {
  if (!isTaken) return 'caller-gone';
  return reply.kind === 'drop' ? 'dropped' : 'answered';
}

async function answerOurs(gateway: Gateway, request: IncomingMessage, url: URL): Promise<Reply> {
  const body = await readBody(request, controlBodyBytes);
  if (body === null) return json({ error: 'body too large' }, 413);
  if (url.pathname === '/') {
    return { kind: 'text', status: 302, contentType: 'text/plain', text: '', headers: { location: '/sim' } };
  }
  if (url.pathname !== '/sim' && !url.pathname.startsWith('/sim/')) return json({ error: 'not found' }, 404);
  const method = request.method ?? 'GET';
  const contentType = request.headers['content-type'] ?? '';
  return (
    answerPage(gateway, method, url) ??
    answerControl(gateway, { method, url, contentType, text: body.toString('utf8') })
  );
}

/** A wait that ended because the gateway closes leaves nobody to answer; any other error is our own fault. */
async function orFailure(answer: () => Promise<Reply>): Promise<Reply> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') return { kind: 'drop' };
    return json({ error: `sandbox gateway: ${error instanceof Error ? error.message : 'unknown'}` }, 500);
  }
}
