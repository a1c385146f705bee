import { afterEach } from 'vitest';
import { ManualTime } from '../shared/manual-time.ts';
import type { Reply } from '../shared/replies.ts';
import type { OutgoingCallback } from '../shared/send-over-http.ts';
import { assembleGateway, type GatewayParts } from './assemble.ts';
import type { HostName } from './gateway.ts';
import { answerAsProvider } from './provider.ts';
import { type InterpayGateway, type InterpayGatewayOptions, startInterpayGateway } from './server.ts';
import type { GatewayAccount } from './settings.ts';

export const rink: GatewayAccount = {
  termId: 'RINK0001',
  pass: 'rink-pass',
  name: 'North Rink',
  dynamicUrls: true,
  devices: [
    { deviceId: 'T-AUTO', label: 'Front desk', mode: 'auto' },
    { deviceId: 'T-HAND', label: 'Skate rental', mode: 'manual' },
  ],
};

/** An account whose URLs are fixed. */
export const bakery: GatewayAccount = {
  termId: 'BAKE0002',
  pass: 'bakery-pass',
  dynamicUrls: false,
  staticUrls: { success: 'http://127.0.0.1:9/fixed/s', failure: 'http://127.0.0.1:9/fixed/f' },
  devices: [{ deviceId: 'B-AUTO', label: 'Counter', mode: 'auto' }],
};

type Body = Record<string, string>;
/** What was asked; `reply` is there as soon as it was answered, so many milliseconds after the laboratory opened. */
export type Asking = { reply: Reply | null; at: number };
/** A callback as it was handed over, so many milliseconds after the laboratory opened. */
export type Sent = OutgoingCallback & { at: number };

/** A gateway in memory, on a clock of its own, whose callbacks are kept; `answers` gives their statuses, 200 by default. */
export function laboratory(options: Partial<GatewayParts> & { answers?: (sent: Sent) => number } = {}) {
  const time = new ManualTime('2026-04-02T14:00:00Z');
  const openedAt = time.now;
  const sent: Sent[] = [];
  let requestId = 1_000_000_000;
  let seed = 1;
  const gateway = assembleGateway(
    {
      accounts: [rink, bakery],
      hosts: { primary: 'https://a.example', secondary: 'https://b.example' },
      clock: () => time.now,
      wait: (ms) => time.wait(ms),
      random: () => {
        seed = (seed * 48_271) % 2_147_483_647;
        return seed / 2_147_483_647;
      },
      send: async (callback) => {
        const one = { ...callback, at: time.now - openedAt };
        sent.push(one);
        return options.answers?.(one) ?? 200;
      },
      ...options,
    },
    new AbortController().signal,
  );
  const request = (about: {
    host?: HostName;
    method?: string;
    path?: string;
    query?: string;
    contentType?: string;
    text?: string;
  }): Asking => {
    const asking: Asking = { reply: null, at: 0 };
    const whole = {
      host: 'primary',
      method: 'POST',
      path: '/',
      query: '',
      contentType: 'application/json',
      text: '',
      ...about,
    } as const;
    const logged = gateway.log.openRequest({ at: '', ...whole });
    void answerAsProvider(gateway, whole, logged).then((reply) => {
      Object.assign(asking, { reply, at: time.now - openedAt });
    });
    return asking;
  };
  const fieldsOf = (over: Partial<Body> = {}): Body => {
    requestId += 1;
    const fields = { ...startFields(String(requestId)), ...over };
    return Object.fromEntries(
      Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined),
    );
  };
  const post = (fields: object, host: HostName = 'primary') =>
    request({ host, text: JSON.stringify(fields) });
  return {
    gateway,
    sent,
    request,
    post,
    /** The fields of a right StartSession under a new REQUESTID; `undefined` leaves one out. */
    fieldsOf,
    start: (over: Partial<Body> = {}) => post(fieldsOf(over)),
    cancel: (secureId: string, host: HostName = 'primary') =>
      request({ host, method: 'GET', path: '/api/TERMPAY/cancel/', query: `SecureID=${secureId}&JSON=Y` }),
    /** Asks the look-up; it answers at once. */
    lookUp: async (fields: Body, account: GatewayAccount = rink) => {
      const { termId: TERMID, pass: PASS } = account;
      const asking = post({ TERMID, PASS, TYPE: 'Q', SUBTYPE: 'T', JSON: 'Y', ...fields });
      await time.pass(0);
      return bodyOf(asking);
    },
    pass: (ms: number) => time.pass(ms),
    now: () => time.now - openedAt,
    /** The session that was started last, as the book has it. */
    last: () => {
      const entry = gateway.ledger.entries().at(-1);
      if (!entry) throw new Error('nothing was started');
      return entry;
    },
  };
}

export function startFields(requestId: string, account: GatewayAccount = rink): Body {
  return {
    TERMID: account.termId,
    PASS: account.pass,
    TYPE: 'W',
    ACTION: 'StartSession',
    AMT: '12.40',
    REQUESTID: requestId,
    DEVICEID: account.devices[0]?.deviceId ?? '',
    CUSTEMAIL: 'guest@example.com',
    ...(account.dynamicUrls
      ? { SUCCESSURL: 'http://127.0.0.1:9/cb/s', FAILUREURL: 'http://127.0.0.1:9/cb/f' }
      : {}),
    INV: `INV${requestId}`,
    JSON: 'Y',
  };
}

/** The body of a JSON answer; throws when it was not answered or not in JSON. */
export function bodyOf({ reply }: Asking): Record<string, unknown> {
  if (reply?.kind !== 'json') throw new Error(`answered ${JSON.stringify(reply)}`);
  return Object(reply.body);
}

/** The body of a JSON callback. */
export function jsonOf(sent: Sent | undefined): Record<string, unknown> {
  if (sent?.headers['content-type'] !== 'application/json') {
    throw new Error(`sent ${JSON.stringify(sent?.headers)}`);
  }
  return JSON.parse(sent.body ?? '');
}

const started: InterpayGateway[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((gateway) => gateway.close()));
});

/** A gateway on free ports, with short waits; closed after the test. */
export async function startGateway(options: Partial<InterpayGatewayOptions> = {}): Promise<InterpayGateway> {
  const gateway = await startInterpayGateway({
    port: 0,
    accounts: [rink, bakery],
    ...options,
    settings: { answerMs: 0, approvalMs: 0, authorizationMs: 0, cancelMs: 0, ...options.settings },
  });
  started.push(gateway);
  return gateway;
}

/** Sends JSON to the remote control and reads JSON. */
export async function control(gateway: InterpayGateway, method: string, path: string, body?: unknown) {
  const response = await fetch(`${gateway.url}/sim/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}
