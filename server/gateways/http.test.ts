import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { selfSignedCertificate } from '#tests/support/self-signed-certificate.ts';
import { createHttpTransport, type HttpPost } from './http.ts';

const open: Server[] = [];
const sockets = new Set<Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await Promise.all(open.splice(0).map((server) => new Promise((done) => server.close(done))));
});

async function listen(server: Server): Promise<number> {
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  open.push(server);
  return (server.address() as AddressInfo).port;
}

function answering(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<number> {
  return listen(createHttpServer(answer));
}

function post(url: string, call: Partial<HttpPost> = {}, allowedHosts = ['127.0.0.1', 'localhost']) {
  const transport = createHttpTransport({ allowedHosts });
  return transport.post({ url, headers: {}, body: '{}', deadlineMs: 2000, maxBytes: 1000, ...call });
}

const at = (port: number, path = '/') => `http://127.0.0.1:${port}${path}`;

describe('an answered call', () => {
  it('carries method, path, headers and body, and asks for no encoding and no second use of the connection', async () => {
    const seen: unknown[] = [];
    const port = await answering((request, response) => {
      request.setEncoding('utf8').on('data', (body) => {
        const { authorization, connection, host } = request.headers;
        const encoding = request.headers['accept-encoding'];
        seen.push({
          url: request.url,
          method: request.method,
          body,
          authorization,
          connection,
          encoding,
          host,
        });
        response.writeHead(422, { 'Retry-After': '7' }).end('şöyle');
      });
    });
    const reply = await post(at(port, '/a?b=c'), { headers: { authorization: 'Bearer x' }, body: '{"ö":1}' });
    expect(reply).toMatchObject({ kind: 'answered', status: 422, body: 'şöyle' });
    expect(reply.kind === 'answered' && reply.headers['retry-after']).toBe('7');
    expect(seen).toEqual([
      {
        url: '/a?b=c',
        method: 'POST',
        body: '{"ö":1}',
        authorization: 'Bearer x',
        connection: 'close',
        encoding: 'identity',
        host: `127.0.0.1:${port}`,
      },
    ]);
  });

  it('over TLS is read when the certificate is one the machine trusts', async () => {
    const { key, certificate } = selfSignedCertificate('localhost');
    const port = await listen(
      createTlsServer({ key, cert: certificate }, (socket) => {
        socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'));
      }),
    );
    const before = getCACertificates('default');
    setDefaultCACertificates([...before, certificate]);
    try {
      expect(await post(`https://localhost:${port}/`)).toMatchObject({ kind: 'answered', body: 'ok' });
    } finally {
      setDefaultCACertificates(before);
    }
  });
});

describe('F1 not sent is a proof', () => {
  it.each([
    ['a host that is not on the list', 'http://127.0.0.2:1/', ['127.0.0.1'], 'host not allowed'],
    ['another port than the listed one', 'http://127.0.0.1:1/', ['127.0.0.1:2'], 'host not allowed'],
    [
      'plain http to a host that is not this machine',
      'http://example.com/',
      ['example.com'],
      'https required',
    ],
    ['a scheme that is not http', 'ftp://127.0.0.1/', ['127.0.0.1'], 'https required'],
    ['a name and password in the address', 'http://a:b@127.0.0.1/', ['127.0.0.1'], 'invalid address'],
    ['no address at all', 'nowhere', ['nowhere'], 'invalid address'],
    ['a private address', 'https://10.0.0.1/', ['10.0.0.1'], 'address not allowed'],
    ['a link-local address', 'https://169.254.169.254/', ['169.254.169.254'], 'address not allowed'],
    ['a private address of IPv6', 'https://[fd00::1]/', ['[fd00::1]'], 'address not allowed'],
    [
      'a private address mapped into IPv6',
      'https://[::ffff:10.0.0.1]/',
      ['[::ffff:a00:1]'],
      'address not allowed',
    ],
    ['this machine by another spelling', 'https://0.0.0.0/', ['0.0.0.0'], 'address not allowed'],
  ])('%s', async (_what, url, allowedHosts, detail) => {
    expect(await post(url, {}, allowedHosts)).toEqual({ kind: 'not_sent', detail });
  });

  it.each([
    ['the addresses of a cloud’s own data', '169.254.169.254', 4],
    ['this machine', '127.0.0.1', 4],
    ['this machine in IPv6', '::1', 6],
    ['a private network', '10.1.2.3', 4],
    ['a private network mapped into IPv6', '::ffff:192.168.0.1', 6],
  ])('a listed name that stands for %s', async (_what, address, family) => {
    const transport = createHttpTransport({
      allowedHosts: ['provider.example'],
      resolve: async () => [{ address, family }],
    });
    const call = { url: 'https://provider.example/', headers: {}, body: '', deadlineMs: 300, maxBytes: 1000 };
    expect(await transport.post(call)).toEqual({ kind: 'not_sent', detail: 'address not allowed' });
  });

  it('a listed name is looked up once for each call, and what was looked at is where the call goes', async () => {
    // Asked again, the name would stand for this machine.
    const port = await answering((_request, response) => response.end('inside'));
    const answers = [
      { address: '192.0.2.1', family: 4 },
      ...Array(9).fill({ address: '127.0.0.1', family: 4 }),
    ];
    let asked = 0;
    const transport = createHttpTransport({
      allowedHosts: [`provider.example:${port}`],
      resolve: async () => [answers[asked++]],
    });
    const url = `https://provider.example:${port}/`;
    expect(await transport.get({ url, headers: {}, deadlineMs: 300, maxBytes: 1000 })).toMatchObject({
      kind: 'not_sent',
    });
    expect(asked).toBe(1);
  });

  it('a name that does not resolve', async () => {
    const reply = await post('https://nowhere.invalid/', {}, ['nowhere.invalid']);
    expect(reply.kind).toBe('not_sent');
  });

  it('a port where nobody listens', async () => {
    const port = await answering(() => undefined);
    await new Promise((done) => open.pop()?.close(done));
    expect(await post(at(port))).toEqual({ kind: 'not_sent', detail: 'ECONNREFUSED' });
  });

  it('a certificate nobody vouches for, of which the other side hears only the handshake', async () => {
    const { key, certificate } = selfSignedCertificate('localhost');
    let heard = 0;
    const server = createTlsServer({ key, cert: certificate }, (socket) => {
      socket
        .on('error', () => undefined)
        .on('data', (data) => {
          heard += data.length;
        });
    });
    server.on('tlsClientError', () => undefined);
    const port = await listen(server);
    const reply = await post(`https://localhost:${port}/`, { body: 'secret' });
    expect(reply).toEqual({ kind: 'not_sent', detail: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect(heard).toBe(0);
  });

  it('a server that does not speak TLS, and one that never finishes the handshake', async () => {
    const plain = await listen(createTcpServer((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n')));
    expect((await post(`https://127.0.0.1:${plain}/`)).kind).toBe('not_sent');
    let heard = '';
    const silent = await listen(
      createTcpServer((socket) => {
        socket.on('data', (data) => {
          heard += data.toString('latin1');
        });
      }),
    );
    const reply = await post(`https://127.0.0.1:${silent}/`, { deadlineMs: 80, body: 'secret' });
    expect(reply).toEqual({ kind: 'not_sent', detail: 'deadline' });
    expect(heard).not.toContain('POST');
  });

  it('stays true after it was said: a deadline in the middle of connecting lets nothing out later', async () => {
    let heard = 0;
    const port = await answering((_request, response) => {
      heard += 1;
      response.end('{}');
    });
    const calls = Array.from({ length: 40 }, (_, at) =>
      post(`http://localhost:${port}/`, { deadlineMs: at % 8 }),
    );
    const replies = await Promise.all(calls);
    // One more call, after which whatever was still on its way has arrived.
    await post(`http://localhost:${port}/`);
    expect(heard - 1).toBeLessThanOrEqual(replies.filter(({ kind }) => kind !== 'not_sent').length);
  });
});

describe('once a byte may have left', () => {
  it('F2 a connection that breaks while sending is lost', async () => {
    const port = await listen(
      createTcpServer((socket) => socket.once('data', () => socket.resetAndDestroy())),
    );
    const reply = await post(at(port), { body: 'x'.repeat(50_000_000), deadlineMs: 5000 });
    expect(reply).toEqual({ kind: 'lost', phase: 'sending' });
  });

  it('F4 a connection that breaks after delivery is lost while waiting, and nothing is sent again', async () => {
    let connections = 0;
    const port = await listen(
      createTcpServer((socket) => {
        connections += 1;
        socket.once('data', () => socket.end());
      }),
    );
    expect(await post(at(port))).toEqual({ kind: 'lost', phase: 'waiting' });
    expect(connections).toBe(1);
  });

  it('a status 503 or 401 is an answer like any other: nothing is sent again', async () => {
    let calls = 0;
    const port = await answering((_request, response) => {
      calls += 1;
      response.writeHead(503, { 'retry-after': '0', connection: 'keep-alive' }).end();
    });
    expect(await post(at(port))).toMatchObject({ kind: 'answered', status: 503 });
    expect(calls).toBe(1);
  });

  it('F3 silence ends at the deadline', async () => {
    const port = await answering(() => undefined);
    expect(await post(at(port), { deadlineMs: 300 })).toEqual({ kind: 'deadline' });
  });

  it('F8 an answer that drips for ever ends at the same deadline', async () => {
    let timer: NodeJS.Timeout | undefined;
    const port = await answering((_request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      timer = setInterval(() => response.write('x'), 10);
    });
    const reply = await post(at(port), { deadlineMs: 300 });
    clearInterval(timer);
    expect(reply).toEqual({ kind: 'deadline' });
  });

  it.each([
    ['with a length', { 'content-length': '2000000' }],
    ['in chunks', {}],
  ])('F9 a body over the limit %s is cut off', async (_how, headers) => {
    const port = await answering((_request, response) => {
      response.writeHead(200, headers).end('x'.repeat(2_000_000));
    });
    expect(await post(at(port))).toEqual({ kind: 'too_large' });
  });

  it('F9 a compressed body is never unpacked', async () => {
    const port = await answering((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end('bomb');
    });
    expect(await post(at(port))).toEqual({ kind: 'encoded', status: 200 });
  });

  it.each([301, 302, 303, 307, 308])('F10 a redirect %i is never followed', async (status) => {
    let calls = 0;
    const port = await answering((_request, response) => {
      calls += 1;
      response.writeHead(status, { location: '/elsewhere' }).end();
    });
    expect(await post(at(port))).toEqual({ kind: 'redirect', status });
    expect(calls).toBe(1);
  });

  it.each([
    ['fewer bytes than announced', 'HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{"status"'],
    ['a chunk without its end', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\n{"status"\r\n'],
    ['no HTTP at all', '\u0000\u0001\u0002 hello'],
    ['half a head', 'HTTP/1.1 200 OK\r\ncontent-le'],
  ])('an answer with %s is lost, not read', async (_what, bytes) => {
    const port = await listen(createTcpServer((socket) => socket.once('data', () => socket.end(bytes))));
    expect(await post(at(port))).toEqual({ kind: 'lost', phase: 'waiting' });
  });
});

describe('a GET', () => {
  const get = (url: string, allowedHosts = ['127.0.0.1']) =>
    createHttpTransport({ allowedHosts }).get({ url, headers: {}, deadlineMs: 300, maxBytes: 1000 });

  it('carries no body, and is sent once on a connection of its own', async () => {
    const seen: unknown[] = [];
    const port = await answering((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (part) => {
        body += part;
      });
      request.on('end', () => {
        const { connection, 'content-length': length } = request.headers;
        seen.push({ url: request.url, method: request.method, connection, length, body });
        response.end('CODE=0000');
      });
    });
    expect(await get(at(port, '/a/?b=c'))).toMatchObject({
      kind: 'answered',
      status: 200,
      body: 'CODE=0000',
    });
    expect(seen).toEqual([
      { url: '/a/?b=c', method: 'GET', connection: 'close', length: undefined, body: '' },
    ]);
  });

  it('goes to no other hosts than a POST, follows nothing, and ends at its deadline', async () => {
    expect(await get('https://10.0.0.1/', ['10.0.0.1'])).toEqual({
      kind: 'not_sent',
      detail: 'address not allowed',
    });
    expect(await get('http://example.com/', ['example.com'])).toMatchObject({ detail: 'https required' });
    expect(await get('http://127.0.0.2:1/')).toMatchObject({ detail: 'host not allowed' });
    let calls = 0;
    const port = await answering((request, response) => {
      calls += 1;
      if (request.url === '/moved') response.writeHead(302, { location: '/elsewhere' }).end();
      if (request.url === '/cut') request.socket.destroy();
    });
    expect(await get(at(port, '/moved'))).toEqual({ kind: 'redirect', status: 302 });
    expect(await get(at(port, '/cut'))).toEqual({ kind: 'lost', phase: 'waiting' });
    expect(await get(at(port, '/silent'))).toEqual({ kind: 'deadline' });
    expect(calls).toBe(3);
  });
});

describe('what an address tells before anything is sent', () => {
  const { allows } = createHttpTransport({ allowedHosts: ['pay.example', 'localhost:4100'] });

  it.each([
    ['https://pay.example/', true],
    ['https://PAY.example:1443/a?b=c', true],
    ['http://localhost:4100/', true],
    ['http://pay.example/', false],
    ['http://localhost:4101/', false],
    ['https://other.example/', false],
    ['https://pay.example.evil.example/', false],
    ['https://u:p@pay.example/', false],
    ['nowhere', false],
  ])('%s may be called: %s', (url, isAllowed) => {
    expect(allows(url)).toBe(isAllowed);
  });
});
