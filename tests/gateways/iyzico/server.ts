import type { IncomingMessage, ServerResponse } from 'node:http';
import { asArrived, listenOnLoopback, type RawRequest, readBody } from '../shared/loopback.ts';
import { json, type Reply, send } from '../shared/replies.ts';
import { assembleGateway, type GatewayParts } from './assemble.ts';
import type { BookEntry } from './book.ts';
import { answerControl } from './control.ts';
import type { Gateway } from './gateway.ts';
import { answerPage } from './pages.ts';
import { answerAsProvider } from './provider.ts';
import { type LoggedRequest, withoutSecrets } from './request-log.ts';

export type IyzicoGatewayOptions = GatewayParts & {
  /** 0 takes any free port. */
  port: number;
  /** Is shown every provider request exactly as it arrived, secrets included; what it keeps stays in its own memory. */
  onRequest?: (request: RawRequest) => void;
};

export type IyzicoGateway = {
  url: string;
  /** Every operation, in order. */
  book(): BookEntry[];
  /** Every provider request, in order. */
  log(): LoggedRequest[];
  /** Ends every wait and connection at once. */
  close(): Promise<void>;
};

const providerBodyBytes = 1024 * 1024;
/** A whole imported history must fit. */
const controlBodyBytes = 64 * 1024 * 1024;

/** Starts the gateway on 127.0.0.1. Rejects when the port is taken or the data file cannot be read. */
export async function startIyzicoGateway(options: IyzicoGatewayOptions): Promise<IyzicoGateway> {
  const closing = new AbortController();
  const gateway = assembleGateway(options, closing.signal);
  const server = await listenOnLoopback(options.port, (request, response) => {
    void respond(gateway, request, response, options.onRequest);
  });
  return {
    url: server.url,
    book: () => gateway.ledger.entries(),
    log: () => gateway.log.list(),
    close: () => {
      closing.abort();
      return server.close();
    },
  };
}

async function respond(
  gateway: Gateway,
  request: IncomingMessage,
  response: ServerResponse,
  onRequest: IyzicoGatewayOptions['onRequest'],
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const isOurs = !url.pathname.startsWith('/in-store/') && !url.pathname.startsWith('/v2/');
  if (isOurs) {
    const reply = await orFailure(() => answerOurs(gateway, request, url));
    send(reply, response, gateway.closing);
    return;
  }
  const startedAt = gateway.now();
  const logged = gateway.log.open({
    at: new Date(startedAt).toISOString(),
    method: request.method ?? 'GET',
    path: url.pathname,
  });
  const reply = await orFailure(async () => {
    const body = await readBody(request, providerBodyBytes);
    if (body) onRequest?.(asArrived(request, body));
    if (body === null) return json({ status: 'failure', errorMessage: 'Body too large' }, 413);
    return answerAsProvider(
      gateway,
      {
        method: request.method ?? 'GET',
        path: url.pathname,
        contentType: request.headers['content-type'] ?? '',
        authorization: request.headers.authorization,
        text: body.toString('utf8'),
      },
      logged,
    );
  });
  const isTaken = send(reply, response, gateway.closing);
  logged.durationMs = gateway.now() - startedAt;
  logged.outcome = outcomeOf(reply, isTaken);
  if (reply.kind === 'json' || reply.kind === 'text') logged.status = reply.status;
  if (reply.kind === 'json') logged.response = withoutSecrets(reply.body);
  if (reply.kind === 'text' || reply.kind === 'never-ends') logged.response = reply.text;
}

function outcomeOf(reply: Reply, isTaken: boolean): LoggedRequest['outcome'] {
  if (!isTaken) return 'caller-gone';
  return reply.kind === 'drop' ? 'dropped' : 'answered';
}

async function answerOurs(gateway: Gateway, request: IncomingMessage, url: URL): Promise<Reply> {
  const body = await readBody(request, controlBodyBytes);
  if (body === null) return json({ error: 'body too large' }, 413);
  if (!url.pathname.startsWith('/_sandbox/')) return answerPage(gateway, request.method ?? 'GET', url);
  return answerControl(gateway, {
    method: request.method ?? 'GET',
    url,
    contentType: request.headers['content-type'] ?? '',
    text: body.toString('utf8'),
  });
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
