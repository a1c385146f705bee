import { randomUUID } from 'node:crypto';
import { afterEach } from 'vitest';
import { type IyzicoGateway, type IyzicoGatewayOptions, startIyzicoGateway } from './server.ts';
import type { GatewayClient } from './settings.ts';

type Fields = Record<string, unknown>;
export type Answer = { status: number; body: Fields };

const login = { clientSecret: 'secret', username: 'till', password: 'till-password' };

export const merchant507: GatewayClient = {
  clientId: 'merchant-507',
  ...login,
  model: '507',
  devices: [
    { deviceUniqueId: 'P00001', label: 'Kasa 1', mode: 'auto' },
    { deviceUniqueId: 'P00002', label: 'Kasa 2', mode: 'manual' },
  ],
};

export const merchant509: GatewayClient = {
  clientId: 'merchant-509',
  ...login,
  model: '509',
  devices: [
    { deviceUniqueId: 'T00001', label: 'Terminal 1', mode: 'auto' },
    { deviceUniqueId: 'T00002', label: 'Terminal 2', mode: 'manual' },
  ],
};

const started: IyzicoGateway[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((gateway) => gateway.close()));
});

/** A gateway on a free port, with short waits; closed after the test. */
export async function startGateway(options: Partial<IyzicoGatewayOptions> = {}): Promise<IyzicoGateway> {
  const gateway = await startIyzicoGateway({
    port: 0,
    clients: [merchant507, merchant509],
    ...options,
    settings: { latencyMs: 0, deviceWaitMs: 60, ...options.settings },
  });
  started.push(gateway);
  return gateway;
}

/** Sends JSON, or nothing, and reads JSON. */
export async function send(
  gateway: IyzicoGateway,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(`${gateway.url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
    redirect: 'manual',
  });
  return { status: response.status, body: (await response.json()) as Fields };
}

export async function sendForm(
  gateway: IyzicoGateway,
  path: string,
  form: Record<string, string>,
  authorization?: string,
): Promise<Answer> {
  const response = await fetch(`${gateway.url}${path}`, {
    method: 'POST',
    headers: authorization === undefined ? {} : { authorization },
    body: new URLSearchParams(form),
  });
  return { status: response.status, body: (await response.json()) as Fields };
}

export function basic(client: GatewayClient): string {
  return `Basic ${Buffer.from(`${client.clientId}:${client.clientSecret}`).toString('base64')}`;
}

export function authorizeForm(client: GatewayClient, now = Date.now()): Record<string, string> {
  return {
    scope: 'iyzipayApiGateway',
    client_id: client.clientId,
    client_secret: client.clientSecret,
    response_type: 'code',
    username: client.username,
    password: client.password,
    request_timestamp: String(Math.floor(now / 1000)),
  };
}

/** A full login; the answer of the token call. */
export async function logIn(gateway: IyzicoGateway, client: GatewayClient, now?: number): Promise<Fields> {
  const authorized = await sendForm(gateway, '/in-store/oauth2/authorize', authorizeForm(client, now));
  const form = { grant_type: 'authorization_code', code: String(authorized.body.code) };
  const token = await sendForm(gateway, '/in-store/oauth2/token', form, basic(client));
  return token.body;
}

/** A logged-in merchant: `post` sends to a service of its model. */
export async function merchant(gateway: IyzicoGateway, client: GatewayClient, now?: number) {
  const token = await logIn(gateway, client, now);
  const prefix = client.model === '507' ? '/v2/terminal-host/gmu' : '/v2/terminal-host';
  const authorization = `Bearer ${token.access_token}`;
  return {
    authorization,
    post: (path: string, body: unknown) => send(gateway, 'POST', `${prefix}${path}`, body, { authorization }),
  };
}

/** A complete 507 sale request of one line. */
export function sale507(price: number, over: Fields = {}): Fields {
  return {
    locale: 'TR',
    conversationId: 'c-1',
    deviceUniqueId: 'P00001',
    transactionReferenceId: `S-${randomUUID()}`,
    price,
    paidPrice: price,
    paymentType: 'CARD',
    currency: 'TRY',
    installment: 1,
    saleAppName: 'Panel',
    saleAppVersion: '0.1.0',
    saleDocumentType: '1',
    saleItems: [saleItem(price)],
    ...over,
  };
}

export function saleItem(total: number, over: Fields = {}): Fields {
  return {
    name: 'Filtre kahve',
    generic: false,
    unitCode: 'C62',
    taxGroupCode: 'KDV10',
    itemQuantity: 1,
    unitPriceAmount: total,
    grossPriceAmount: total,
    totalPriceAmount: total,
    ...over,
  };
}

/** A complete 509 payment request. */
export function payment509(price: number, over: Fields = {}): Fields {
  return {
    conversationId: 'c-1',
    locale: 'tr',
    deviceUniqueId: 'T00001',
    transactionReferenceId: `S-${randomUUID()}`,
    price,
    currency: 'TRY',
    installment: 1,
    salesType: 'SALE',
    ...over,
  };
}

/** What a 509 void, refund or query says about itself beside its payment. */
export function head509(over: Fields = {}): Fields {
  return { conversationId: 'c-2', locale: 'tr', ...over };
}

export function newReference(): string {
  return randomUUID();
}

/** A fresh gateway with the 507 merchant logged in. */
export async function till507(options: Partial<IyzicoGatewayOptions> = {}, now?: number) {
  const gateway = await startGateway(options);
  return { gateway, ...(await merchant(gateway, merchant507, now)) };
}

/** A 507 sale that went through: its answer. */
export async function sold507(
  { post }: Awaited<ReturnType<typeof merchant>>,
  price: number,
  over: Fields = {},
): Promise<Fields & { transactionReferenceId: string }> {
  const { status, body } = await post('/payment', sale507(price, over));
  if (status !== 200) throw new Error(`not sold: ${JSON.stringify(body)}`);
  return { ...body, transactionReferenceId: String(body.transactionReferenceId) };
}
