import { portalOrigin } from '../support/visitor.ts';
import type { HostileRequest } from './draw.ts';

/** What came back. `refused`: the connection ended without an answer, or the request could not even be written. */
export type HostileAnswer =
  | { kind: 'answered'; status: number; headers: Headers; text: string }
  | { kind: 'refused'; why: string };

const BOUNDARY = '----hostile';
const MAX_READ = 3_000_000;
const DEADLINE_MS = 30_000;

/**
 * Sends a request exactly as drawn and reads what comes back, but no file to its end and no stream. Once more where the portal
 * had just closed the connection that was to be used again.
 */
export async function send(request: HostileRequest): Promise<HostileAnswer> {
  const answer = await sendOnce(request);
  return answer.kind === 'refused' && /other side closed|ECONNRESET/.test(answer.why)
    ? sendOnce(request)
    : answer;
}

async function sendOnce(request: HostileRequest): Promise<HostileAnswer> {
  const { method, path, by, body } = request;
  const headers: Record<string, string> = { ...(by.visitor.headers ?? {}), ...request.headers };
  if (by.visitor.cookie !== undefined) headers.cookie = by.visitor.cookie;
  if (body !== null && typeof body !== 'string') {
    headers['content-type'] = `multipart/form-data; boundary=${BOUNDARY}`;
    headers.origin ??= portalOrigin();
  }
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(), DEADLINE_MS);
  try {
    const response = await fetch(`${portalOrigin()}${path}`, {
      method,
      headers,
      redirect: 'manual',
      signal: ending.signal,
      ...(body !== null && { body: Buffer.from(typeof body === 'string' ? body : formOf(body.fields)) }),
    });
    const text = await readSome(response);
    return { kind: 'answered', status: response.status, headers: response.headers, text };
  } catch (error) {
    if (ending.signal.aborted) return { kind: 'refused', why: 'no answer in time' };
    return {
      kind: 'refused',
      why: error instanceof Error ? String(error.cause ?? error.message) : 'unknown',
    };
  } finally {
    clearTimeout(timer);
  }
}

async function readSome(response: Response): Promise<string> {
  if (!response.body || response.headers.get('content-type')?.startsWith('text/event-stream')) {
    await response.body?.cancel();
    return '';
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_READ) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}

function formOf(fields: readonly [string, string][]): string {
  const parts = fields.map(
    ([name, value]) => `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return `${parts.join('')}--${BOUNDARY}--\r\n`;
}
