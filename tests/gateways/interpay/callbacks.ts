import type { OutgoingCallback } from '../shared/send-over-http.ts';
import type { BookEntry } from './book.ts';
import type { Gateway } from './gateway.ts';
import type { PlannedCallback } from './outcome.ts';
import { printTagValue } from './tag-value.ts';

/** Sends every planned callback at its time, each on its own. */
export function sendCallbacks(gateway: Gateway, entry: BookEntry, planned: readonly PlannedCallback[]): void {
  for (const callback of planned) gateway.background(sendWhenDue(gateway, entry, callback));
}

async function sendWhenDue(gateway: Gateway, entry: BookEntry, planned: PlannedCallback): Promise<void> {
  if (planned.afterMs > 0) await gateway.wait(planned.afterMs);
  const { settings } = gateway;
  const isRepeated = settings.retryCallbacks || entry.scenario === 'SIM-RETRY';
  for (const [tries, delayMs] of [0, ...(isRepeated ? settings.retryDelaysMs : [])].entries()) {
    if (delayMs > 0) await gateway.wait(delayMs);
    if ((await attempt(gateway, entry, planned, tries + 1)) === 200) return;
  }
}

/** One try; the status that came back, null when none did. Without FAILUREURL a failure goes to SUCCESSURL, §3. */
async function attempt(
  gateway: Gateway,
  entry: BookEntry,
  planned: PlannedCallback,
  tries: number,
): Promise<number | null> {
  const address = planned.to === 'success' ? entry.successUrl : (entry.failureUrl ?? entry.successUrl);
  const callback = address === null ? null : asHttp(planned, address, entry.secureId);
  const startedAt = gateway.now();
  const logged = gateway.log.openCallback({
    at: new Date(startedAt).toISOString(),
    termId: entry.termId,
    deviceId: entry.deviceId,
    requestId: entry.requestId,
    secureId: entry.secureId,
    attempt: tries,
    method: callback?.method ?? 'POST',
    url: callback?.url ?? '',
    contentType: callback?.headers['content-type'] ?? null,
    body: callback?.body ?? null,
  });
  try {
    if (callback === null) throw new Error('no address to send it to');
    logged.status = await gateway.send(callback);
  } catch (error) {
    logged.problem = error instanceof Error ? error.message : 'not delivered';
  }
  logged.durationMs = gateway.now() - startedAt;
  return logged.status;
}

/** A callback in its encoding. */
function asHttp(planned: PlannedCallback, address: string, secureId: string): OutgoingCallback {
  const { fields, receipts } = planned.outcome;
  const flat = { ...fields, RECEIPTS: JSON.stringify(receipts) };
  switch (planned.encoding) {
    case 'json':
      return post(address, 'application/json', JSON.stringify({ ...fields, RECEIPTS: receipts }));
    case 'form':
      return post(address, 'application/x-www-form-urlencoded', new URLSearchParams(flat).toString());
    case 'multipart':
      return post(
        address,
        `multipart/form-data; boundary=${boundaryOf(secureId)}`,
        multipart(flat, secureId),
      );
    case 'tags':
      return post(address, 'text/plain', printTagValue({ ...fields, RECEIPTS: [receipts] }));
    case 'query':
      return get(address, flat);
    case 'thin':
      return get(address, {
        SecureID: fields.SECUREID ?? '',
        Status: fields.CODE === '0000' ? '5000' : (fields.CODE ?? ''),
      });
  }
}

function post(url: string, contentType: string, body: string): OutgoingCallback {
  return { method: 'POST', url, headers: { 'content-type': contentType }, body };
}

function get(address: string, fields: Record<string, string>): OutgoingCallback {
  const url = new URL(address);
  for (const [name, value] of Object.entries(fields)) url.searchParams.append(name, value);
  return { method: 'GET', url: url.href, headers: {}, body: null };
}

/** Nothing that stands in a field, and not the SECUREID itself. */
function boundaryOf(secureId: string): string {
  return `part-${[...secureId].reverse().join('')}`;
}

function multipart(fields: Record<string, string>, secureId: string): string {
  const boundary = boundaryOf(secureId);
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return `${parts.join('')}--${boundary}--`;
}
