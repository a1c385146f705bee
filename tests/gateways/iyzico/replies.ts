import type { ServerResponse } from 'node:http';
import type { ScenarioName } from './scenarios.ts';

/** What goes back to the caller. */
export type Reply =
  | { kind: 'json'; status: number; body: unknown }
  | { kind: 'text'; status: number; contentType: string; text: string; headers?: Record<string, string> }
  /** The connection is torn down without a byte. */
  | { kind: 'drop' }
  /** Headers at once, then one byte a second for ever. */
  | { kind: 'never-ends'; text: string };

export function json(body: unknown, status = 200): Reply {
  return { kind: 'json', status, body };
}

export function page(html: string, status = 200): Reply {
  return { kind: 'text', status, contentType: 'text/html; charset=utf-8', text: html };
}

/** The answer to an operation that did happen, after the accident its scenario has on the way back. */
export function withAccident(scenario: ScenarioName | null, body: Record<string, unknown>): Reply {
  switch (scenario) {
    case 'lost-answer':
    case 'eod-lost':
      return { kind: 'drop' };
    case 'server-error':
      return page('<html><body><h1>500 Internal Server Error</h1></body></html>', 500);
    case 'garbled': {
      const text = JSON.stringify(body);
      const cut = text.slice(0, Math.floor(text.length * 0.6));
      return { kind: 'text', status: 200, contentType: 'application/json', text: cut };
    }
    case 'no-payment-id': {
      const { paymentId: _, ...rest } = body;
      return json(rest);
    }
    case 'other-amount':
      return json('price' in body ? { ...body, price: Number(body.price) + 1 } : body);
    case 'never-ends':
      return { kind: 'never-ends', text: JSON.stringify(body) };
    default:
      return json(body);
  }
}

export function redirect(): Reply {
  const headers = { location: 'http://127.0.0.1:9/elsewhere' };
  return { kind: 'text', status: 302, contentType: 'text/plain', text: '', headers };
}

/** Unknown extra fields, nulls and numbers as text: all of it seen from the real provider. */
export function withNoise(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const price = 'price' in body && typeof body.price === 'number' ? { price: body.price.toFixed(2) } : {};
  return { ...body, ...price, traceToken: 'a1b2', campaign: null, extra: { nested: [1] } };
}

/** Writes the reply. False when the caller had gone. */
export function send(reply: Reply, response: ServerResponse, closing: AbortSignal): boolean {
  const isGone = response.destroyed || response.closed;
  switch (reply.kind) {
    case 'drop':
      response.destroy();
      return true;
    case 'json':
      if (isGone) return false;
      response.writeHead(reply.status, { 'content-type': 'application/json; charset=utf-8' });
      response.end(JSON.stringify(reply.body));
      return true;
    case 'text':
      if (isGone) return false;
      response.writeHead(reply.status, { 'content-type': reply.contentType, ...reply.headers });
      response.end(reply.text);
      return true;
    case 'never-ends':
      if (isGone) return false;
      drip(reply.text, response, closing);
      return true;
  }
}

function drip(text: string, response: ServerResponse, closing: AbortSignal): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000000' });
  response.flushHeaders();
  let at = 0;
  const timer = setInterval(() => {
    response.write(text[at] ?? ' ');
    at += 1;
  }, 1000);
  const stop = () => {
    clearInterval(timer);
    response.destroy();
  };
  response.once('close', stop);
  closing.addEventListener('abort', stop, { once: true });
}
