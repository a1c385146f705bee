import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttpTransport } from '#server/gateways/http.ts';
import { createIyzicoGateway, type IyzicoSettings } from '#server/gateways/iyzico/index.ts';
import type { GatewaySession } from '#server/gateways/session-store.ts';
import type {
  Exchange,
  OriginalPayment,
  RefundLine,
  TerminalGateway,
  TerminalOperation,
} from '#server/gateways/terminal-gateway.ts';
import { createLoginInMemory, type LoginInMemory } from './login-in-memory.ts';

/** One request as it arrived. */
export type Arrived = { method: string; path: string; headers: IncomingMessage['headers']; text: string };

/** What the provider does with a request: answers, breaks the connection, or stays silent. */
export type Told =
  | 'break'
  | 'hang'
  | 'drip'
  | { status?: number; headers?: Record<string, string>; body?: string | object };

/** A provider that does exactly what a test tells it, over real HTTP; logins succeed unless told otherwise. */
export type ToldProvider = {
  url: string;
  /** Everything that arrived, oldest first. */
  arrived: Arrived[];
  /** Those that arrived at paths ending so. */
  at(path: string): Arrived[];
  /** Called for every request that is no login; `earlier` counts those before it with the same path. */
  onService: (request: Arrived, earlier: number) => Told;
  onLogin: (request: Arrived, earlier: number) => Told;
  close(): Promise<void>;
};

/** Starts a provider that approves logins and refuses everything else with a 500. */
export async function startToldProvider(): Promise<ToldProvider> {
  const arrived: Arrived[] = [];
  const server = createServer((request, response) => {
    request.on('error', () => undefined);
    let text = '';
    request.setEncoding('utf8').on('data', (part) => {
      text += part;
    });
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      const call = { method, path, headers, text };
      const earlier = arrived.filter(({ path }) => path === call.path).length;
      arrived.push(call);
      const isLogin = call.path.startsWith('/in-store/');
      act(isLogin ? provider.onLogin(call, earlier) : provider.onService(call, earlier), response);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const provider: ToldProvider = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrived,
    at: (path) => arrived.filter((call) => call.path.endsWith(path)),
    onService: () => ({ status: 500 }),
    onLogin: goodLogin,
    close: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(() => done()));
    },
  };
  return provider;
}

/** Answers each step of a login with fresh, numbered tokens. */
export function goodLogin(request: Arrived, earlier: number): Told {
  if (request.path.endsWith('/authorize')) return { body: { code: `code-${earlier}` } };
  const name = `${request.path.endsWith('/refresh') ? 'refreshed' : 'token'}-${earlier}`;
  return { body: { access_token: name, refresh_token: `again-${name}`, expires_in: 7199 } };
}

function act(told: Told, response: ServerResponse): void {
  if (told === 'hang') return;
  if (told === 'break') {
    response.destroy();
    return;
  }
  if (told === 'drip') {
    response.writeHead(200, { 'content-length': '1000' });
    const timer = setInterval(() => response.write(' '), 10);
    response.on('close', () => clearInterval(timer));
    return;
  }
  const { status = 200, headers = {}, body = '' } = told;
  // Its tests live at other times than this machine.
  response.sendDate = false;
  response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** Settings for a provider that will not answer: so short that a test need not wait, and only for such a test. */
export function patienceWith(told: Told): Partial<IyzicoSettings> {
  const isSilent = told === 'hang' || told === 'drip';
  return isSilent ? { deadlines: { moneyMs: 300, closeMs: 300, readMs: 300 } } : {};
}

/** A gateway that speaks to the told provider, with its session and clock in the test's hand. */
export function gatewayTo(
  baseUrl: string,
  options: {
    model?: '507' | '509';
    session?: GatewaySession | null;
    now?: () => number;
    /** The login of another gateway, as in another process of the same connection. */
    kept?: LoginInMemory;
    settings?: Partial<IyzicoSettings>;
  } = {},
): {
  gateway: TerminalGateway;
  exchanges: Exchange[];
  record: (exchange: Exchange) => void;
  kept: LoginInMemory;
} {
  const now = options.now ?? Date.now;
  const fresh = { accessToken: 'kept', refreshToken: 'again', expiresAt: new Date(now() + 3_600_000) };
  const kept =
    options.kept ?? createLoginInMemory(options.session === undefined ? fresh : options.session, now);
  const exchanges: Exchange[] = [];
  const gateway = createIyzicoGateway(
    {
      model: options.model ?? '509',
      baseUrl,
      credentials: { clientId: 'id', clientSecret: 's3cret', username: 'user', password: 'pa55word' },
      appVersion: '0.1.0',
      deadlines: { moneyMs: 5000, closeMs: 5000, readMs: 5000 },
      ...options.settings,
    },
    {
      http: createHttpTransport({ allowedHosts: ['127.0.0.1'] }),
      clock: { now: () => new Date(now()) },
      sessions: kept,
    },
  );
  return { gateway, exchanges, record: (exchange) => exchanges.push(exchange), kept };
}

const ids = { attemptId: 'txn_1', reference: 'ref_1', providerDeviceId: 'P00134' } as const;

/** The sale, void and refund all tests of the adapter speak of: 240.00 TRY. */
export const original: OriginalPayment = {
  reference: 'ref_0',
  providerPaymentId: 'PAY-1',
  providerDate: '2026-01-01',
  amount: { minor: 24_000, currency: 'TRY' },
  paymentType: 'card',
  surchargeMinor: 0,
  refundedMinor: 0,
  isVoided: false,
};

const line = {
  name: 'Filtre kahve',
  unitCode: 'C62',
  vatRate: '10',
  quantity: 2,
  unitPriceMinor: 12_000,
  grossMinor: 24_000,
  totalMinor: 24_000,
} as const;

/** A refund line that gives back the given part of the one line of the sale. */
export function lineBack(refundMinor: number): RefundLine {
  return { ...line, providerLineId: '501', refundMinor };
}

export const operations = {
  sale: {
    ...ids,
    kind: 'sale',
    amount: original.amount,
    paymentType: 'card',
    installmentCount: 1,
    surchargeMinor: 0,
    lines: [line],
    fiscal: null,
  },
  preauthorization: { ...ids, kind: 'preauthorization', amount: original.amount, installmentCount: 1 },
  capture: {
    ...ids,
    kind: 'capture',
    amount: { minor: 18_050, currency: 'TRY' },
    original: { reference: original.reference, providerPaymentId: 'PAY-1', amount: original.amount },
    installmentCount: 1,
  },
  void: { ...ids, kind: 'void', amount: original.amount, original, reason: null },
  refund: {
    ...ids,
    kind: 'refund',
    amount: { minor: 9000, currency: 'TRY' },
    original,
    lines: [lineBack(9000)],
    notice: { phone: null, email: null },
    reason: null,
  },
} as const satisfies Record<string, TerminalOperation>;

/** A good answer about the sale; overrides replace or remove (undefined) fields. */
export function success(overrides: object = {}): object {
  return {
    status: 'success',
    errorCode: '0',
    conversationId: 'txn_1',
    systemTime: 1_767_267_600_000,
    deviceUniqueId: 'P00134',
    transactionReferenceId: 'ref_1',
    paymentId: 'PAY-1',
    paymentDate: 20_260_101,
    price: 240,
    currency: 'TRY',
    authCode: '004311',
    hostReference: '000012345678',
    batchNo: '017',
    ...overrides,
  };
}

/** A failure with this code and group. */
export function failure(errorCode: string, errorGroup: string | null, overrides: object = {}): object {
  return { status: 'failure', errorCode, errorGroup, errorMessage: 'olmadı', ...overrides };
}
