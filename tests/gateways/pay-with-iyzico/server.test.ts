import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { PageEntry } from './book.ts';
import { type PayWithIyzicoGateway, startPayWithIyzicoGateway } from './server.ts';
import { shop } from './testing.ts';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

async function start(options: Partial<Parameters<typeof startPayWithIyzicoGateway>[0]> = {}) {
  const gateway = await startPayWithIyzicoGateway({
    port: 0,
    accounts: [{ ...shop, webhookUrl: null }],
    ...options,
  });
  open.push(gateway);
  return gateway;
}

async function control(gateway: PayWithIyzicoGateway, method: string, path: string, body?: object) {
  const answer = await fetch(`${gateway.url}/sim/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, json: await answer.json() };
}

const history = {
  createdAt: '2026-03-01T10:00:00Z',
  reference: 'ESKI-1',
  items: [
    { id: 'i1', name: 'Çay <b>', priceMinor: 9000 },
    { id: 'i2', name: 'Fincan', priceMinor: 3000 },
  ],
};

async function withPage(gateway: PayWithIyzicoGateway, more: object = {}): Promise<PageEntry> {
  const createdAt = new Date().toISOString();
  const page = { ...history, createdAt, callbackUrl: 'http://127.0.0.1:9/return?a=1&b="', ...more };
  await control(gateway, 'POST', 'book', { pages: [page] });
  const entry = gateway.book().at(-1);
  if (!entry) throw new Error('no page');
  return entry;
}

const press = (gateway: PayWithIyzicoGateway, token: string, fields: Record<string, string>) =>
  fetch(`${gateway.url}/pay?token=${token}&lang=en`, { method: 'POST', body: new URLSearchParams(fields) });

describe('the payer’s page', () => {
  it('shows what is paid for, in both languages, and no markup of the shop', async () => {
    const gateway = await start();
    const { token } = await withPage(gateway);
    for (const [lang, words] of [
      ['tr', 'iyzico ile Öde'],
      ['en', 'Pay with iyzico'],
    ]) {
      const html = await (await fetch(`${gateway.url}/pay?token=${token}&lang=${lang}`)).text();
      expect(html).toContain(words);
      expect(html).toContain(`<html lang="${lang}">`);
      expect(html).toContain('120.00 TRY');
      expect(html).toContain('Çay &lt;b&gt;');
    }
  });

  it('sends the browser back with a form that sends itself, with the token alone', async () => {
    const gateway = await start();
    const { token } = await withPage(gateway);
    const html = await (
      await press(gateway, token, { action: 'pay', card: '5526080000000006', installment: '1' })
    ).text();
    expect(html).toContain('method="post" action="http://127.0.0.1:9/return?a=1&amp;b=&quot;"');
    expect(html).toContain(`name="token" value="${token}"`);
    expect(html).toContain('submit()');
    expect(gateway.book()[0]?.payment?.paidMinor).toBe(12_000);
  });

  it('says that a card was declined, and stays', async () => {
    const gateway = await start();
    const { token } = await withPage(gateway);
    const html = await (await press(gateway, token, { action: 'pay', card: '4111111111111129' })).text();
    expect(html).toContain('role="alert"');
    expect(html).toContain('NOT_SUFFICIENT_FUNDS');
    expect(html).not.toContain('submit()');
  });

  it('goes nowhere for a payer who is gone, and waits where the bank is slow', async () => {
    const gateway = await start();
    const one = await withPage(gateway);
    const lost = await (await press(gateway, one.token, { action: 'pay-and-lose-browser' })).text();
    expect(lost).not.toContain('<form');
    expect(gateway.book()[0]?.state).toBe('paid');
    const other = await withPage(gateway, { reference: 'ESKI-2' });
    const slow = await (await press(gateway, other.token, { action: 'pay-at-the-last-second' })).text();
    expect(slow).toContain('http-equiv="refresh"');
  });

  it('of nobody, of the past, or asked for nonsense is only that', async () => {
    const gateway = await start();
    expect((await fetch(`${gateway.url}/pay?token=x`)).status).toBe(404);
    const past = await withPage(gateway, { createdAt: '2026-03-01T10:00:00Z' });
    expect(await (await press(gateway, past.token, { action: 'pay' })).text()).toContain(
      'This page has ended.',
    );
    expect(past.payment).toBeNull();
    const now = await withPage(gateway, { reference: 'ESKI-3' });
    expect((await press(gateway, now.token, { action: 'steal' })).status).toBe(400);
  });
});

describe('the control', () => {
  it('acts for the payer, ends a look into fraud, and refunds by hand', async () => {
    const gateway = await start();
    const { token } = await withPage(gateway);
    const acted = await control(gateway, 'POST', `pages/${token}/act`, { action: 'pay-under-review' });
    expect(acted.json).toMatchObject({ browser: 'returns', entry: { payment: { fraudStatus: 0 } } });
    expect((await control(gateway, 'POST', `pages/${token}/act`, { action: 'pay' })).status).toBe(409);
    const ended = await control(gateway, 'POST', `pages/${token}/fraud`, { verdict: 'approve' });
    expect(ended.json).toMatchObject({ payment: { fraudStatus: 1 } });
    expect((await control(gateway, 'POST', `pages/${token}/fraud`, { verdict: 'reject' })).status).toBe(409);
    const back = await control(gateway, 'POST', `pages/${token}/refund`, { minor: 1000 });
    expect(back.json).toMatchObject({ payment: { returns: [{ kind: 'refund', conversationId: null }] } });
    expect((await control(gateway, 'POST', `pages/${token}/refund`, { minor: 12_000 })).status).toBe(409);
  });

  it('takes a history over once, with numbers of its own or as given', async () => {
    const gateway = await start();
    const payment = {
      paymentId: 900_100,
      at: '2026-03-01T10:05:00Z',
      returns: [
        { kind: 'refund', at: '2026-03-01T12:00:00Z', conversationId: 'IADE-1', minor: 3000, itemId: 'i2' },
      ],
    };
    const pages = [{ ...history, payment }];
    expect((await control(gateway, 'POST', 'book', { pages })).json).toEqual({ imported: 1, known: 0 });
    expect((await control(gateway, 'POST', 'book', { pages })).json).toEqual({ imported: 0, known: 1 });
    expect(gateway.book()).toMatchObject([
      {
        basketId: 'ESKI-1',
        state: 'paid',
        payment: { paymentId: 900_100, paidMinor: 12_000, returns: [{ parts: [{ minor: 3000 }] }] },
      },
    ]);
    const taken = [{ ...history, reference: 'ESKI-2', payment: { ...payment, returns: [] } }];
    expect((await control(gateway, 'POST', 'book', { pages: taken })).status).toBe(400);
  });

  it('changes settings, and no form of another site changes anything', async () => {
    const gateway = await start();
    expect((await control(gateway, 'PUT', 'settings', { signature: 'wrong' })).json).toMatchObject({
      signature: 'wrong',
    });
    expect((await control(gateway, 'PUT', 'settings', { signature: 'maybe' })).status).toBe(400);
    expect(
      (await control(gateway, 'POST', 'faults', { call: 'cancel', when: 'after', fault: 'drop' })).status,
    ).toBe(200);
    expect((await control(gateway, 'POST', 'nowhere')).status).toBe(404);
    const form = await fetch(`${gateway.url}/sim/settings`, {
      method: 'PUT',
      body: new URLSearchParams({ a: 'b' }),
    });
    expect(form.status).toBe(415);
  });

  it('sends notices where the panel says, on this machine only', async () => {
    const got: string[] = [];
    const listener = createServer((request, response) => {
      request.setEncoding('utf8').on('data', (part) => got.push(part));
      request.on('end', () => response.end());
    });
    await new Promise<void>((done) => listener.listen(0, '127.0.0.1', done));
    open.push(listener);
    const gateway = await start({ settings: { speed: 100_000 } });
    const url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/n`;
    expect((await control(gateway, 'PUT', 'panel', { webhookUrl: url })).json).toEqual({
      apiKey: shop.apiKey,
      webhookUrl: url,
    });
    const { token } = await withPage(gateway);
    await press(gateway, token, { action: 'pay' });
    await expect.poll(() => got.join(''), { timeout: 10_000 }).toContain(token);
    await control(gateway, 'PUT', 'panel', { webhookUrl: 'https://elsewhere.example/' });
    const other = await withPage(gateway, { reference: 'ESKI-4' });
    await press(gateway, other.token, { action: 'pay' });
    await expect
      .poll(() => gateway.log().at(-1), { timeout: 10_000 })
      .toMatchObject({ kind: 'notice', problem: 'not sent: the address is not on this machine' });
  });

  it('has pages for people', async () => {
    const gateway = await start();
    await withPage(gateway);
    for (const path of ['/', '/sim', '/sim/payments', '/sim/traffic']) {
      expect((await fetch(`${gateway.url}${path}`)).status).toBe(200);
    }
    expect(await (await fetch(`${gateway.url}/sim/payments`)).text()).toContain('ESKI-1');
  });
});

describe('a restart', () => {
  it('keeps the book, and charges nobody whose bank was still asked', async () => {
    const dataFile = join(mkdtempSync(join(tmpdir(), 'pwi-')), 'state.json');
    const first = await start({ dataFile });
    const one = await withPage(first);
    await press(first, one.token, { action: 'pay' });
    const other = await withPage(first, { reference: 'ESKI-5' });
    await press(first, other.token, { action: 'pay-at-the-last-second' });
    await first.close();
    const second = await start({ dataFile });
    expect(second.book()).toMatchObject([{ state: 'paid' }, { state: 'open', payment: null }]);
    const third = await withPage(second, { reference: 'ESKI-6', payment: { at: new Date().toISOString() } });
    const numbers = second.book().flatMap(({ payment }) => (payment ? [payment.paymentId] : []));
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(third.payment).not.toBeNull();
  });
});

describe('the command', () => {
  const config = join(mkdtempSync(join(tmpdir(), 'pwi-')), 'config.json');
  writeFileSync(config, JSON.stringify({ accounts: [shop] }));

  it('says once that it is ready, and ends when told to', async () => {
    const child = spawn(process.execPath, [
      join(import.meta.dirname, 'main.ts'),
      '--port',
      '0',
      '--config',
      config,
    ]);
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
    });
    const ended = once(child, 'close');
    await expect.poll(() => text, { timeout: 10_000 }).toContain('\n');
    const { ready, url } = JSON.parse(text);
    expect(ready).toBe(true);
    expect((await fetch(`${url}/sim`)).status).toBe(200);
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });

  it('that cannot be understood is one sentence and exit 1', async () => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), '--port', '0']);
    let text = '';
    child.stderr.on('data', (chunk) => {
      text += chunk;
    });
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(text.trim().split('\n')).toHaveLength(1);
  });
});
