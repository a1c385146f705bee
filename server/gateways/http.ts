import { lookup } from 'node:dns/promises';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { BlockList, connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** One GET. `deadlineMs` covers everything from the name lookup to the last byte of the answer. */
export type HttpGet = {
  url: string;
  headers: Readonly<Record<string, string>>;
  deadlineMs: number;
  maxBytes: number;
};

/** One POST. */
export type HttpPost = HttpGet & { body: string };

/** What came of a call. The kind tells how much the other side may have seen. */
export type HttpReply =
  /** A whole answer; header names in lower case. */
  | { kind: 'answered'; status: number; headers: Readonly<Record<string, string>>; body: string }
  /** Proven: no byte of the request left. */
  | { kind: 'not_sent'; detail: string }
  /** The connection broke; the request may have been carried out. */
  | { kind: 'lost'; phase: 'sending' | 'waiting' }
  | { kind: 'deadline' }
  | { kind: 'too_large' }
  /** An answer in an encoding that was not asked for; never unpacked. */
  | { kind: 'encoded'; status: number }
  /** Never followed. */
  | { kind: 'redirect'; status: number };

/** Sends requests; resolves always, sends each at most once, and only to hosts it was given. */
export type HttpTransport = {
  post(call: HttpPost): Promise<HttpReply>;
  get(call: HttpGet): Promise<HttpReply>;
  /** Whether a call to this address would leave us at all, as far as the address itself tells. */
  allows(url: string): boolean;
};

const LOOPBACK_NAMES = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * A transport for the listed hosts (`host` or `host:port`). Every call has its own connection, so nothing is sent
 * again behind our back, and nothing is written before the connection stands, so `not_sent` is a proof. Certificates
 * are always checked; plain http and private addresses only for a loopback host that is on the list by name.
 */
export function createHttpTransport(options: {
  allowedHosts: readonly string[];
  /** What a name stands for; by default what the machine says. */
  resolve?: Resolve;
}): HttpTransport {
  const allowed = new Set(options.allowedHosts.map((host) => host.toLowerCase()));
  const resolve = options.resolve ?? ((hostname) => lookup(hostname, { all: true }));
  const send = async (call: HttpGet | HttpPost): Promise<HttpReply> => {
    const target = readTarget(call.url, allowed);
    return typeof target === 'string'
      ? { kind: 'not_sent', detail: target }
      : exchange(target, call, resolve);
  };
  return {
    post: send,
    get: ({ url, headers, deadlineMs, maxBytes }) => send({ url, headers, deadlineMs, maxBytes }),
    allows: (url) => typeof readTarget(url, allowed) !== 'string',
  };
}

/** Where to connect, or why not. */
function readTarget(text: string, allowed: ReadonlySet<string>): URL | string {
  const url = URL.parse(text);
  if (!url) return 'invalid address';
  if (!allowed.has(url.host) && !allowed.has(url.hostname)) return 'host not allowed';
  const isLoopback = LOOPBACK_NAMES.has(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback)) return 'https required';
  if (url.username || url.password) return 'invalid address';
  return url;
}

function exchange(url: URL, call: HttpGet | HttpPost, lookUp: Resolve): Promise<HttpReply> {
  return new Promise((resolve) => {
    let phase: 'connecting' | 'sending' | 'waiting' = 'connecting';
    // Once settled nothing may be sent any more: «not sent» must stay true after it was said.
    const settled = new AbortController();
    const settle = (reply: HttpReply) => {
      clearTimeout(timer);
      settled.abort();
      resolve(reply);
    };
    const fail = (error: unknown) =>
      settle(
        phase === 'connecting' ? { kind: 'not_sent', detail: describe(error) } : { kind: 'lost', phase },
      );
    const timer = setTimeout(
      () => settle(phase === 'connecting' ? { kind: 'not_sent', detail: 'deadline' } : { kind: 'deadline' }),
      call.deadlineMs,
    );
    openConnection(url, lookUp, settled.signal)
      .then((connection) => {
        phase = 'sending';
        const sent = send(url, call, connection);
        sent.on('finish', () => {
          phase = 'waiting';
        });
        sent.on('error', fail);
        sent.on('close', () => fail(new Error('connection closed')));
        sent.on('response', (response) => readAnswer(response, call.maxBytes, settle, fail));
      })
      .catch(fail);
  });
}

function send(url: URL, call: HttpGet | HttpPost, connection: Socket) {
  const body = 'body' in call ? Buffer.from(call.body, 'utf8') : null;
  const outgoing = request({
    method: body ? 'POST' : 'GET',
    path: `${url.pathname}${url.search}`,
    headers: {
      ...call.headers,
      host: url.host,
      accept: 'application/json',
      'accept-encoding': 'identity',
      ...(body && { 'content-length': body.length }),
      connection: 'close',
    },
    // The connection is open already, encrypted where it must be; node only speaks HTTP over it.
    createConnection: () => connection,
  });
  outgoing.end(body ?? undefined);
  return outgoing;
}

/** Resolves when the connection stands (for https: after the certificate was checked); `end` closes it at any time. */
async function openConnection(url: URL, lookUp: Resolve, end: AbortSignal): Promise<Socket> {
  const hostname = url.hostname.replace(/^\[|\]$/g, '');
  const addresses = await resolveAddresses(hostname, LOOPBACK_NAMES.has(url.hostname), lookUp);
  end.throwIfAborted();
  const isTls = url.protocol === 'https:';
  const to = {
    host: hostname,
    port: Number(url.port || (isTls ? 443 : 80)),
    // The addresses checked are the addresses used: no second lookup may say something else.
    lookup: pinned(addresses),
  };
  const servername = isIP(hostname) ? '' : hostname;
  const socket: Socket = isTls ? connectTls({ ...to, servername, rejectUnauthorized: true }) : connect(to);
  end.addEventListener('abort', () => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    socket.on(isTls ? 'secureConnect' : 'connect', resolve);
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('connection closed')));
  });
  end.throwIfAborted();
  return socket;
}

type Address = { address: string; family: number };
type Resolve = (hostname: string) => Promise<Address[]>;

async function resolveAddresses(hostname: string, isLoopback: boolean, lookUp: Resolve): Promise<Address[]> {
  const family = isIP(hostname);
  const found = family ? [{ address: hostname, family }] : await lookUp(hostname);
  const usable = found.filter((entry) => (isLoopback ? isLoopbackAddress(entry) : !isPrivate(entry)));
  if (usable.length === 0) throw new Error('address not allowed');
  return usable;
}

function pinned(addresses: readonly Address[]) {
  return (
    _hostname: string,
    options: { all?: boolean },
    done: (error: null, address: string | Address[], family?: number) => void,
  ) => {
    const [first] = addresses;
    if (options.all || !first) done(null, [...addresses]);
    else done(null, first.address, first.family);
  };
}

/** Addresses that are not the public internet (IANA special-purpose registries). */
const PRIVATE = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  PRIVATE.addSubnet(network, prefix, 'ipv4');
}
/** Only global unicast is public in IPv6; inside it, tunnels and documentation are not. */
const PUBLIC_V6 = new BlockList();
PUBLIC_V6.addSubnet('2000::', 3, 'ipv6');
const TUNNELS_V6 = new BlockList();
TUNNELS_V6.addSubnet('2001::', 23, 'ipv6');
TUNNELS_V6.addSubnet('2001:db8::', 32, 'ipv6');
TUNNELS_V6.addSubnet('2002::', 16, 'ipv6');

function isPrivate({ address, family }: Address): boolean {
  if (family === 4) return PRIVATE.check(address, 'ipv4');
  return !PUBLIC_V6.check(address, 'ipv6') || TUNNELS_V6.check(address, 'ipv6');
}

function isLoopbackAddress({ address, family }: Address): boolean {
  return family === 4 ? address.startsWith('127.') : address === '::1';
}

function readAnswer(
  response: IncomingMessage,
  maxBytes: number,
  settle: (reply: HttpReply) => void,
  fail: (error: unknown) => void,
): void {
  const status = response.statusCode ?? 0;
  const encoding = response.headers['content-encoding'] ?? 'identity';
  if (status >= 300 && status < 400) settle({ kind: 'redirect', status });
  else if (encoding.toLowerCase() !== 'identity') settle({ kind: 'encoded', status });
  const chunks: Buffer[] = [];
  let size = 0;
  response.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxBytes) settle({ kind: 'too_large' });
    else chunks.push(chunk);
  });
  response.on('error', fail);
  response.on('end', () => {
    const body = Buffer.concat(chunks).toString('utf8');
    const headers = plainHeaders(response.headers);
    if (response.complete) settle({ kind: 'answered', status, headers, body });
    else fail(new Error('answer cut'));
  });
}

function plainHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const pairs = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value] as const],
  );
  return Object.fromEntries(pairs);
}

/** A short cause for the log: a system code where there is one, never a text from the other side. */
function describe(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.message : 'connection failed';
}
