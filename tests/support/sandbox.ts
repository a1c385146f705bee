import type { BookEntry } from '#tests/gateways/iyzico/book.ts';

/** The sandbox of iyzico that the browser tests run against. */
const url = () => `http://127.0.0.1:${process.env.VEZNE_GATEWAY_PORT}`;

/** The page of a drawn terminal. */
export function terminalPage(deviceUniqueId: string): string {
  return `${url()}/terminals/${deviceUniqueId}`;
}

/** Changes how a device of the sandbox behaves. */
export async function setDevice(deviceUniqueId: string, settings: object): Promise<void> {
  await control('PUT', `devices/${deviceUniqueId}`, settings);
}

/** Does on a drawn terminal what a person would, as soon as it waits for somebody. */
export async function act(deviceUniqueId: string, action: string): Promise<void> {
  await control('POST', `devices/${deviceUniqueId}/act`, { action, waitMs: 10_000 });
}

/** What the provider charged or gave back under a reference. */
export async function charges(reference: string): Promise<BookEntry[]> {
  const book = (await control('GET', 'book')) as { entries: BookEntry[] };
  return book.entries.filter((entry) => entry.transactionReferenceId === reference);
}

/** The provider's book as far as a device can change it: its entries, its open batch, and how long the whole book is. */
export async function bookOf(deviceUniqueId: string): Promise<object> {
  const { entries, openBatches } = (await control('GET', 'book')) as {
    entries: BookEntry[];
    openBatches: Record<string, string>;
  };
  return {
    length: entries.length,
    openBatch: openBatches[deviceUniqueId],
    entries: entries.filter((entry) => entry.deviceUniqueId === deviceUniqueId),
  };
}

/** How many requests about a device the provider received. */
export async function countRequests(deviceUniqueId: string): Promise<number> {
  const log = (await control('GET', 'log')) as { deviceUniqueId: string | null }[];
  return log.filter((request) => request.deviceUniqueId === deviceUniqueId).length;
}

/** Asks the remote control of the sandbox. */
export async function control(method: string, path: string, body?: object): Promise<unknown> {
  const answer = await fetch(`${url()}/_sandbox/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!answer.ok) throw new Error(`The sandbox answered ${answer.status} to ${method} ${path}`);
  return answer.json();
}
