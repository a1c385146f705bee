import type { BookEntry, FiscalSale } from '#tests/gateways/iyzico/book.ts';
import type { LoggedRequest } from '#tests/gateways/iyzico/request-log.ts';

/** The sandbox as a process of its own, seen through its remote control. */
export type Provider = {
  control(method: string, path: string, body?: object): Promise<unknown>;
  /** What its device shall do with the next operation; null: nothing unusual. */
  stage(providerDeviceId: string, scenario: string | null): Promise<void>;
  /** What is staged and was met by no operation yet. */
  staged(providerDeviceId: string): Promise<string | null>;
  /** What the device is doing, and the sale in parts that is open on it. */
  device(providerDeviceId: string): Promise<{ busyWith: string | null; openSaleNumber: string | null }>;
  /** Presses «Cancel» on an idle device; false when no sale is open on it, or something of it is paid. */
  cancelOpenSale(providerDeviceId: string): Promise<boolean>;
  book(): Promise<{ entries: BookEntry[]; fiscalSales: FiscalSale[] }>;
  /** Every request it ever received, oldest first; throws when one is missing. */
  requests(): Promise<LoggedRequest[]>;
  close(): Promise<void>;
};

/** It keeps its last few thousand requests only, so they are fetched while the campaign goes on. */
const FETCH_EVERY_MS = 1_000;

/** Takes charge of a running sandbox. */
export function watchProvider(url: string): Provider {
  const seen = new Map<number, LoggedRequest>();
  let fetching: Promise<void> = Promise.resolve();

  const send = (method: string, path: string, body?: object) =>
    fetch(`${url}/_sandbox${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  const control: Provider['control'] = async (method, path, body) => {
    const answer = await send(method, path, body);
    if (!answer.ok) throw new Error(`The sandbox answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  };
  const fetchLog = async () => {
    // Those that were still open when they were last seen are read again.
    let since = seen.size;
    for (let id = since; id > 0 && id > since - 1_000; id--)
      if (seen.get(id)?.outcome === 'open') since = id - 1;
    const news = (await control('GET', `/log?since=${since}`)) as LoggedRequest[];
    for (const request of news) seen.set(request.id, request);
    if (news.length > 0 && news[0]?.id !== since + 1) throw new Error('Requests of the sandbox were missed');
  };
  const timer = setInterval(() => {
    fetching = fetching.then(fetchLog);
    fetching.catch(() => {});
  }, FETCH_EVERY_MS);

  return {
    control,
    stage: async (device, scenario) =>
      void (await control('PUT', `/devices/${device}`, { scenario, ...(scenario ? { times: 1 } : {}) })),
    staged: async (device) => Object(await control('GET', `/devices/${device}`)).scenario,
    device: async (device) => Object(await control('GET', `/devices/${device}`)),
    cancelOpenSale: async (device) => {
      const answer = await send('POST', `/devices/${device}/act`, { action: 'cancel' });
      await answer.body?.cancel();
      return answer.ok;
    },
    book: async () => Object(await control('GET', '/book')),
    async requests() {
      await fetching;
      await fetchLog();
      return [...seen.values()].sort((a, b) => a.id - b.id);
    },
    async close() {
      clearInterval(timer);
      await fetching.catch(() => {});
    },
  };
}
