import { z } from 'zod';
import type { GatewaySettings } from '#tests/gateways/interpay/settings.ts';

/** The sandbox of Interpay that the browser tests run against. */
const url = () => `http://127.0.0.1:${process.env.VEZNE_INTERPAY_PORT}`;

const book = z.object({
  entries: z.array(
    z.object({ requestId: z.string(), secureId: z.string(), state: z.string(), chargedMinor: z.number() }),
  ),
});

/** One session as the provider's own book has it. */
export type InterpaySession = z.output<typeof book>['entries'][number];

/** The page of a drawn terminal of Interpay. */
export function interpayTerminalPage(deviceId: string): string {
  return `${url()}/sim/terminal/${deviceId}`;
}

/** Changes how a device of the sandbox behaves: `{ scenario: 'SIM-CANCELRACE', times: 1 }`. */
export async function setInterpayDevice(deviceId: string, settings: object): Promise<void> {
  await control('POST', `devices/${deviceId}`, settings);
}

/** Changes how the whole sandbox behaves: `{ settlementOffMinor: 1 }`. */
export async function setInterpay(settings: Partial<GatewaySettings>): Promise<void> {
  await control('PUT', 'settings', settings);
}

/** Does on a drawn terminal what a person would, as soon as it waits for somebody; the card is the first one unless named. */
export async function actOnInterpay(
  deviceId: string,
  action: 'tap' | 'insert' | 'decline' | 'cancel' | 'walk-away',
  card?: 'interac' | 'visa' | 'mastercard' | 'amex',
): Promise<void> {
  await control('POST', `devices/${deviceId}/act`, { action, waitMs: 10_000, ...(card && { card }) });
}

/** What the provider has under one of our references. */
export async function interpaySessions(reference: string): Promise<InterpaySession[]> {
  const { entries } = book.parse(await control('GET', 'book'));
  return entries.filter(({ requestId }) => requestId === reference);
}

async function control(method: string, path: string, body?: object): Promise<unknown> {
  const answer = await fetch(`${url()}/sim/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!answer.ok) throw new Error(`The sandbox answered ${answer.status} to ${method} ${path}`);
  return answer.json();
}
