import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TransactionId } from '#server/kernel/ids.ts';
import { createOnlineWorld, type OnlineShop, type OnlineWorld } from '#tests/support/online-world.ts';
import { waitFor } from '#tests/support/wait-for.ts';

let world: OnlineWorld;
let alfa: OnlineShop;
let beta: OnlineShop;

beforeAll(async () => {
  // So rarely that whatever is asked about here is asked because somebody said there is news.
  world = await createOnlineWorld({ env: { PAGE_ASK_SECONDS: '45' }, settings: { webhookTries: 1 } });
  ({ alfa, beta } = world);
});
afterAll(() => world.close());

type Asked = { id: TransactionId; token: string; back: string };

/** A link of a shop, and where its payer is sent back to. */
async function askFor(shop: OnlineShop): Promise<Asked> {
  const { id, token } = await shop.askFor();
  const back = world.gateway.book().find((entry) => entry.token === token)?.callbackUrl ?? '';
  return { id, token, back };
}

type Sent = { url: string; method?: string; headers?: Record<string, string>; body?: string };

async function send({ url, method = 'POST', headers = {}, body }: Sent) {
  const answer = await fetch(url, {
    method,
    headers,
    redirect: 'manual',
    ...(body === undefined ? {} : { body }),
  });
  return { status: answer.status, location: answer.headers.get('location'), text: await answer.text() };
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const formOf = (token: string) => ({
  method: 'POST',
  headers: FORM,
  body: new URLSearchParams({ token }).toString(),
});

type Notice = Record<string, string | number>;

function noticeOf({ id, token }: { id: string; token: string }, changes: Notice = {}): Notice {
  return {
    paymentConversationId: id,
    merchantId: 1_000_001,
    token,
    status: 'SUCCESS',
    iyziReferenceCode: randomUUID(),
    iyziEventType: 'CHECKOUT_FORM_AUTH',
    iyziEventTime: Date.now(),
    iyziPaymentId: 900_100,
    ...changes,
  };
}

/** As the provider signs a notice: the key once more in front, no separators (§10). */
function signatureOf(secretKey: string, notice: Notice): string {
  const { iyziEventType, iyziPaymentId, token, paymentConversationId, status } = notice;
  const text = `${secretKey}${iyziEventType}${iyziPaymentId}${token}${paymentConversationId}${status}`;
  return createHmac('sha256', secretKey).update(text).digest('hex');
}

function signed(shop: OnlineShop, notice: Notice, secretKey: string = shop.account.secretKey): Sent {
  return {
    url: shop.noticeUrl,
    headers: { 'content-type': 'application/json', 'x-iyz-signature-v3': signatureOf(secretKey, notice) },
    body: JSON.stringify(notice),
  };
}

/** Everything about a link that anybody from outside could have changed, and how often its provider was asked. */
async function picture(shop: OnlineShop, { id, token }: Asked) {
  const { state, flags, queryCount, nextQueryAt, outcomeReason } = await shop.read(id);
  const letters = [...(await alfa.letters()), ...(await beta.letters())].length;
  const events = (await shop.timeline(id)).length;
  return { state, flags, queryCount, nextQueryAt, outcomeReason, letters, events, asked: world.asked(token) };
}

describe('what comes back from a page', () => {
  test('sends the payer on at once and has the provider asked at once', async () => {
    const link = await askFor(alfa);
    await world.act(link.token, { action: 'pay' });
    const answer = await send({ url: link.back, ...formOf(link.token) });
    expect(answer).toMatchObject({ status: 303 });
    const path = new URL(link.back).pathname.split('/');
    expect(answer.location).toBe(`${world.front.url}/pay/result/${path.at(-2)}`);
    expect(answer.location).not.toContain(link.token);
    await alfa.until(link.id, 'approved', 5_000);
    const kinds = (await alfa.timeline(link.id)).map(({ kind }) => kind);
    expect(kinds).toEqual(['requested', 'sending', 'page_opened', 'called_back', 'settled']);
  });

  test('twice is once', async () => {
    const link = await askFor(alfa);
    await send({ url: link.back, ...formOf(link.token) });
    await waitFor(async () => (await alfa.read(link.id)).queryCount === 1, 'the question');
    for (let again = 0; again < 5; again++) {
      expect(await send({ url: link.back, ...formOf(link.token) })).toMatchObject({ status: 303 });
    }
    const [letter] = (await alfa.letters()).filter((one) => one.sourceId === link.id);
    expect(letter).toMatchObject({ deliveries: 6, claims: 'return' });
    expect(await alfa.read(link.id)).toMatchObject({ state: 'awaiting' });
  });

  test('again after paying has the provider asked again, whatever the first return told', async () => {
    const link = await askFor(alfa);
    await send({ url: link.back, ...formOf(link.token) });
    await waitFor(async () => (await alfa.read(link.id)).queryCount === 1, 'the question');
    await world.act(link.token, { action: 'pay' });
    await send({ url: link.back, ...formOf(link.token) });
    await alfa.until(link.id, 'approved', 15_000);
    const [letter] = (await alfa.letters()).filter((one) => one.sourceId === link.id);
    expect(letter).toMatchObject({ deliveries: 2, state: 'applied' });
  });

  test('is heard so often and no oftener of one page', async () => {
    const link = await askFor(alfa);
    for (let again = 0; again < 30; again++) {
      expect(await send({ url: link.back, ...formOf(link.token) })).toMatchObject({ status: 303 });
    }
    const [letter] = (await alfa.letters()).filter((one) => one.sourceId === link.id);
    expect(letter?.deliveries).toBeLessThanOrEqual(11);
  });

  test('leaves nothing that opens the page in the clear', async () => {
    const link = await askFor(alfa);
    await send({ url: link.back, ...formOf(link.token) });
    await waitFor(async () => (await alfa.read(link.id)).queryCount === 1, 'the question');
    const secret = new URL(link.back).pathname.split('/').at(-2)?.slice(26) ?? '';
    const kept = JSON.stringify([
      await alfa.letters(),
      await alfa.timeline(link.id),
      await alfa.read(link.id),
      await alfa.link(link.id),
    ]);
    expect(kept).not.toContain(link.token);
    expect(kept).not.toContain(secret);
  });
});

describe('a notice of the provider', () => {
  test('that is signed has the provider asked at once, and a repetition of it is the same one', async () => {
    const link = await askFor(alfa);
    await world.act(link.token, { action: 'pay-and-lose-browser' });
    const notice = signed(alfa, noticeOf(link));
    expect(await send(notice)).toMatchObject({ status: 200 });
    await alfa.until(link.id, 'approved', 5_000);
    const before = await picture(alfa, link);
    expect(await send(notice)).toMatchObject({ status: 200 });
    expect(await picture(alfa, link)).toEqual(before);
  });

  test('that says a payment failed ends nothing', async () => {
    const link = await askFor(alfa);
    await send(signed(alfa, noticeOf(link, { status: 'FAILURE' })));
    await waitFor(async () => (await alfa.read(link.id)).queryCount === 1, 'the question');
    expect((await alfa.read(link.id)).state).toBe('awaiting');
  });

  test('of a page of somebody else’s on the same account is answered and not kept', async () => {
    const before = (await alfa.letters()).length;
    const notice = noticeOf({ id: 'web-shop-17', token: randomUUID() });
    expect(await send(signed(alfa, notice))).toMatchObject({ status: 200 });
    expect(await alfa.letters()).toHaveLength(before);
  });

  test('as the provider sends it is understood', async () => {
    await world.noticesTo(alfa);
    const link = await askFor(alfa);
    await world.act(link.token, { action: 'pay-and-lose-browser' });
    await alfa.until(link.id, 'approved', 5_000).finally(() => world.noticesTo(null));
  });

  test('brings a payment to light that had been given up', async () => {
    const link = await askFor(alfa);
    await alfa.askLater(link.id, 81 * 60_000);
    expect((await alfa.read(link.id)).state).toBe('failed');
    await world.act(link.token, { action: 'pay-and-lose-browser' });
    await send(signed(alfa, noticeOf(link)));
    expect(await alfa.until(link.id, 'approved', 5_000)).toMatchObject({ flags: ['late'] });
  });
});

type Forgery = (mine: Asked, theirs: Asked) => Sent;

/** Somebody who came back, or says so. */
const RETURNS: Record<string, Forgery> = {
  'without a token': ({ back }) => ({ url: back, headers: FORM, body: '' }),
  'with a token nobody has': ({ back }) => ({ url: back, ...formOf(randomUUID()) }),
  'with the token of another link of the same shop': ({ back }, { token }) => ({
    url: back,
    ...formOf(token),
  }),
  'with the token of another shop': ({ back }, { token }) => ({ url: back, ...formOf(token) }),
  'with the token twice': ({ back, token }) => ({
    url: back,
    headers: FORM,
    body: `token=${token}&token=${token}`,
  }),
  'with the token in the address': ({ back, token }) => ({ url: `${back}?token=${token}`, method: 'GET' }),
  'with the token as JSON': ({ back, token }) => ({
    url: back,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  }),
  'with the token in capitals': ({ back, token }) => ({ url: back, ...formOf(token.toUpperCase()) }),
  'with a token of ten thousand characters': ({ back }) => ({ url: back, ...formOf('a'.repeat(10_000)) }),
  'with more than 64 KiB': ({ back, token }) => ({
    url: back,
    headers: FORM,
    body: `token=${token}&x=${'a'.repeat(70_000)}`,
  }),
  'to an address with another secret': ({ back, token }) => ({
    url: back.replace(/[\w-]{43}\/return$/, `${'A'.repeat(43)}/return`),
    ...formOf(token),
  }),
  'to the address of the secret in another merchant': ({ back, token }) => ({
    url: back.replace(/callbacks\/(\w+)\/[0-9a-z]{26}/, `callbacks/$1/${beta.merchant.id.slice(4)}`),
    ...formOf(token),
  }),
  'to an address that is none': ({ back, token }) => ({
    url: back.replace(/[\w-]{69}\/return$/, '..%2f..%00/return'),
    ...formOf(token),
  }),
  'to the same address at another provider': ({ back, token }) => ({
    url: back.replace('pay_with_iyzico', 'interpay'),
    ...formOf(token),
  }),
};

/** Somebody who says that they are the provider. */
const NOTICES: Record<string, Forgery> = {
  'without a signature': (link) => {
    const { url, body } = signed(alfa, noticeOf(link));
    return { url, headers: { 'content-type': 'application/json' }, body };
  },
  'signed with another shop’s key': (link) => signed(alfa, noticeOf(link), beta.account.secretKey),
  'signed with the key of the account as a plain hash': (link) => {
    const sent = signed(alfa, noticeOf(link));
    return { ...sent, headers: { ...sent.headers, 'x-iyz-signature-v3': alfa.account.secretKey } };
  },
  'changed after it was signed': (link, other) => {
    const notice = noticeOf(link);
    return { ...signed(alfa, notice), body: JSON.stringify({ ...notice, token: other.token }) };
  },
  'with the signature in an old header': (link) => {
    const notice = noticeOf(link);
    const signature = signatureOf(alfa.account.secretKey, notice);
    const headers = { 'content-type': 'application/json', 'x-iyz-signature': signature };
    return { ...signed(alfa, notice), headers };
  },
  'to the address of another shop': (link) => ({ ...signed(alfa, noticeOf(link)), url: beta.noticeUrl }),
  'to an address with another secret': (link) => ({
    ...signed(alfa, noticeOf(link)),
    url: alfa.noticeUrl.replace(/[\w-]{43}\/notice$/, `${'A'.repeat(43)}/notice`),
  }),
  'as a form': (link) => ({ url: alfa.noticeUrl, ...formOf(link.token) }),
  'that is not JSON': () => ({
    url: alfa.noticeUrl,
    headers: { 'content-type': 'application/json' },
    body: '{"tok',
  }),
  'with a member twice': (link) => {
    const sent = signed(alfa, noticeOf(link));
    return { ...sent, body: `{"token":"x",${sent.body?.slice(1)}` };
  },
  'with more than 64 KiB': (link) => signed(alfa, noticeOf(link, { iyziEventTime: '9'.repeat(70_000) })),
};

describe('whoever has not what opens a page', () => {
  const kinds = [
    ...Object.entries(RETURNS).map(([what, forge]) => ['comes back', what, forge] as const),
    ...Object.entries(NOTICES).map(([what, forge]) => ['sends a notice', what, forge] as const),
  ];

  test('is tried in more than 20 ways', () => expect(kinds.length).toBeGreaterThan(20));

  test.each(kinds)('and %s %s changes nothing, and hears what all of them hear', async (who, what, forge) => {
    const mine = await askFor(alfa);
    const other = await askFor(what.includes('same shop') || what.includes('changed') ? alfa : beta);
    await world.act(mine.token, { action: 'pay-and-lose-browser' });
    const shopOfOther = (await beta.read(other.id).catch(() => null)) ? beta : alfa;
    const before = [await picture(alfa, mine), await picture(shopOfOther, other)];
    const answer = await send(forge(mine, other));
    if (who === 'comes back') {
      expect(answer).toMatchObject({ status: 303, text: '' });
      expect(answer.location).toMatch(/\/pay\/result\/[\w-]+$/);
    } else {
      expect(answer).toEqual({ status: 404, location: null, text: 'Not found' });
    }
    expect([await picture(alfa, mine), await picture(shopOfOther, other)]).toEqual(before);
  });

  test('is counted', () => {
    expect(world.running.runtime.callbacks.counts.unknownAddress).toBeGreaterThan(15);
  });
});

test('a browser that only looks is sent on, and any other kind of request is refused', async () => {
  const link = await askFor(alfa);
  const before = await picture(alfa, link);
  for (const method of ['GET', 'HEAD'])
    expect(await send({ url: link.back, method })).toMatchObject({ status: 303 });
  for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS'])
    expect(await send({ url: link.back, method })).toMatchObject({ status: 405 });
  expect(await send({ url: alfa.noticeUrl, method: 'GET' })).toMatchObject({ status: 405 });
  expect(await picture(alfa, link)).toEqual(before);
});
