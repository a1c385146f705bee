import type { ServerResponse } from 'node:http';

/** What goes back to the caller. */
export type Reply =
  | { kind: 'json'; status: number; body: unknown }
  | { kind: 'text'; status: number; contentType: string; text: string; headers?: Record<string, string> }
  /** The connection is torn down without a byte. */
  | { kind: 'drop' }
  /** Headers at once, then one byte a second for ever. */
  | { kind: 'never-ends'; text: string };

/** JSON with a status, 200 by default. */
export function json(body: unknown, status = 200): Reply {
  return { kind: 'json', status, body };
}

/** A page of HTML. */
export function page(html: string, status = 200): Reply {
  return { kind: 'text', status, contentType: 'text/html; charset=utf-8', text: html };
}

/** A redirect to a place where nobody is. */
export function redirect(): Reply {
  const headers = { location: 'http://127.0.0.1:9/elsewhere' };
  return { kind: 'text', status: 302, contentType: 'text/plain', text: '', headers };
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
