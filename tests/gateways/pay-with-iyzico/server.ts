import type { IncomingMessage, ServerResponse } from 'node:http';
import { asArrived, listenOnLoopback, type RawRequest, readBody } from '../shared/loopback.ts';
import { json, type Reply, send } from '../shared/replies.ts';
import { type SendCallback, sendOverHttp } from '../shared/send-over-http.ts';
import { assembleGateway, type GatewayParts } from './assemble.ts';
import type { PageEntry } from './book.ts';
import { answerControl } from './control.ts';
import type { Gateway } from './gateway.ts';
import { answerPage } from './pages.ts';
import { answerPayer } from './payer-page.ts';
import { answerAsProvider, isProviderPath } from './provider.ts';
import type { LoggedRequest, Traffic } from './traffic-log.ts';

export type PayWithIyzicoGatewayOptions = Omit<GatewayParts, 'site' | 'send'> & {
  /** 0 takes any free port. */
  port: number;
  /** Carries notices away; by default over HTTP, to this machine only. */
  send?: SendCallback;
  /** Is shown every provider request exactly as it arrived, secrets included; what it keeps stays in its own memory. */
  onRequest?: (request: RawRequest) => void;
};

export type PayWithIyzicoGateway = {
  /** Base address without a slash at the end; the payer's page, the pages and the control are here too. */
  url: string;
  /** Every page, in order. */
  book(): PageEntry[];
  /** Every request and notice, in order. */
  log(): Traffic[];
  /** Ends every wait and connection at once. */
  close(): Promise<void>;
};

const providerBodyBytes = 1024 * 1024;
/** A whole imported history must fit. */
const controlBodyBytes = 64 * 1024 * 1024;

/** Starts on 127.0.0.1. Rejects when the port is taken or the data file cannot be read. */
export async function startPayWithIyzicoGateway(
  options: PayWithIyzicoGatewayOptions,
): Promise<PayWithIyzicoGateway> {
  const closing = new AbortController();
  const site = { url: '' };
  const carry: SendCallback = options.send ?? ((notice) => sendOverHttp(notice, closing.signal));
  const gateway = assembleGateway({ ...options, site, send: carry }, closing.signal);
  const server = await listenOnLoopback(options.port, (request, response) => {
    void respond(gateway, request, response, options.onRequest);
  });
  site.url = server.url;
  return {
    url: server.url,
    book: () => gateway.ledger.entries(),
    log: () => gateway.log.list(),
    close: async () => {
      closing.abort();
      await server.close();
    },
  };
}

async function respond(
  gateway: Gateway,
  request: IncomingMessage,
  response: ServerResponse,
  onRequest: PayWithIyzicoGatewayOptions['onRequest'],
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (!isProviderPath(url.pathname)) {
    send(await orFailure(() => answerOurs(gateway, request, url)), response, gateway.closing);
    return;
  }
  const startedAt = gateway.now();
  const method = request.method ?? 'GET';
  const at = new Date(startedAt).toISOString();
  const logged = gateway.log.openRequest({ at, method, target: request.url ?? '' });
  const reply = await orFailure(async () => {
    const body = await readBody(request, providerBodyBytes);
    if (body === null) return json({ status: 'failure', errorCode: '11', errorMessage: 'too large' }, 413);
    const raw = asArrived(request, body);
    onRequest?.(raw);
    const headers = new Map(raw.headers.map(([name, value]) => [name.toLowerCase(), value]));
    const about = { method, path: url.pathname, query: url.search.slice(1), headers, body };
    return answerAsProvider(gateway, about, logged);
  });
  const isTaken = send(reply, response, gateway.closing);
  logged.durationMs = gateway.now() - startedAt;
  logged.outcome = outcomeOf(reply, isTaken);
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
  const method = request.method ?? 'GET';
  const text = body.toString('utf8');
  const payer = answerPayer(gateway, { method, url, text });
  if (payer) return payer;
  if (url.pathname !== '/sim' && !url.pathname.startsWith('/sim/')) return json({ error: 'not found' }, 404);
  const contentType = request.headers['content-type'] ?? '';
  return answerPage(gateway, method, url) ?? answerControl(gateway, { method, url, contentType, text });
}

/** A wait that ended because the gateway closes leaves nobody to answer; any other error is our own fault. */
async function orFailure(answer: () => Reply | Promise<Reply>): Promise<Reply> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') return { kind: 'drop' };
    return json({ error: `sandbox gateway: ${error instanceof Error ? error.message : 'unknown'}` }, 500);
  }
}
