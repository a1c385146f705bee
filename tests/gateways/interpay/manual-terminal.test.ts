import { expect, test } from 'vitest';
import type { GatewaySettings } from './settings.ts';
import { control, startFields, startGateway } from './testing.ts';

let requestId = 6_000_000_000;

/** A gateway with a sale waiting on the manual device of the first account. */
async function desk(settings: Partial<GatewaySettings> = {}, device: object = {}) {
  const sent: { url: string; body: Record<string, unknown> }[] = [];
  const gateway = await startGateway({
    settings: { cardWaitMs: 5000, ...settings },
    send: async ({ url, body }) => {
      sent.push({ url, body: JSON.parse(body ?? '{}') });
      return 200;
    },
  });
  await control(gateway, 'POST', 'devices/T-HAND', device);
  requestId += 1;
  const fields = { ...startFields(String(requestId)), DEVICEID: 'T-HAND' };
  const answer = fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fields),
  }).then(async (response) => Object(await response.json()));
  const act = (body: object) => control(gateway, 'POST', 'devices/T-HAND/act', { waitMs: 2000, ...body });
  const screen = async () => (await control(gateway, 'GET', 'devices/T-HAND')).body;
  return { gateway, sent, answer, act, screen };
}

test('a sale waits on the screen until somebody taps', async () => {
  const { gateway, sent, answer, act, screen } = await desk();
  expect((await answer).CODE).toBe('0000');
  expect(await screen()).toMatchObject({
    waiting: { kind: 'sale', amount: '12.40', amountMinor: 1240 },
    screen: { state: 'waiting', title: 'Sale', amount: '$12.40' },
    acts: ['tap', 'insert', 'decline', 'cancel', 'walk-away'],
  });
  expect(gateway.book()[0]?.state).toBe('live');
  expect(sent).toEqual([]);
  await act({ action: 'tap', card: 'amex' });
  await expect.poll(() => sent, { timeout: 4000 }).toHaveLength(1);
  expect(sent[0]?.body).toMatchObject({ CODE: '0000', CARDTYPE: 'A', CARDMASK: '****1007' });
  expect(await screen()).toMatchObject({
    waiting: null,
    busyWith: null,
    acts: [],
    screen: { state: 'approved', amount: '$12.40', hint: 'Approved' },
    lastResult: { state: 'approved', code: '0000', text: 'APPROVED' },
  });
  expect((await screen()).slip).toContainEqual({ left: 'CREDIT', right: 'CHIP Contactless' });
});

test.each([
  [{ action: 'insert', pin: '1234' }, '0000', 'APPROVED'],
  [{ action: 'insert', pin: '0000' }, '0205', 'INCORRECT PIN'],
  [{ action: 'decline' }, '8509', 'DECLINED'],
  [{ action: 'cancel' }, '8514', 'CANCELED AT TERMINAL'],
])('%o ends the sale with %s %s', async (action, CODE, TEXT) => {
  const { sent, act } = await desk();
  expect((await act(action)).status).toBe(200);
  await expect.poll(() => sent, { timeout: 4000 }).toHaveLength(1);
  expect(sent[0]?.body).toMatchObject({ CODE, TEXT });
});

test('walking away keeps the device busy until its wait is over', async () => {
  const { sent, answer, act, screen } = await desk({ cardWaitMs: 1500 });
  await answer;
  await act({ action: 'walk-away' });
  expect(await screen()).toMatchObject({ waiting: { hasLeft: true } });
  await expect.poll(() => sent, { timeout: 4000 }).toHaveLength(1);
  expect(sent[0]).toMatchObject({
    body: { CODE: '8514', TEXT: 'TIMEOUT' },
    url: expect.stringMatching(/\/f$/),
  });
  expect((await screen()).busyWith).toBeNull();
});

test('while the bank is asked nobody can do anything', async () => {
  const { sent, act, screen } = await desk({ authorizationMs: 1500 });
  await act({ action: 'tap' });
  expect(await screen()).toMatchObject({ screen: { state: 'busy' }, acts: [] });
  expect((await act({ action: 'cancel', waitMs: 0 })).status).toBe(409);
  await expect.poll(() => sent, { timeout: 4000 }).toHaveLength(1);
});

test('a scenario that says how it ends needs nobody; one about the callback waits for the card', async () => {
  const alone = await desk({}, { scenario: 'SIM-ISSUER', times: 1 });
  await expect.poll(() => alone.sent).toHaveLength(1);
  expect(alone.sent[0]?.body).toMatchObject({ CODE: '0205' });
  const tapped = await desk({}, { scenario: 'SIM-WRONGURL', times: 1 });
  await tapped.act({ action: 'tap' });
  await expect.poll(() => tapped.sent).toHaveLength(1);
  expect(tapped.sent[0]).toMatchObject({ url: expect.stringMatching(/\/f$/), body: { CODE: '0000' } });
  expect(await tapped.screen()).toMatchObject({ scenario: null });
});

test('SIM-EARLY on a manual device answers after the person and the callback', async () => {
  const { sent, answer, act } = await desk({ earlyLeadMs: 50 }, { scenario: 'SIM-EARLY' });
  let isAnswered = false;
  void answer.then(() => {
    isAnswered = true;
  });
  await act({ action: 'tap' });
  await expect.poll(() => sent, { timeout: 4000 }).toHaveLength(1);
  expect(isAnswered).toBe(false);
  expect((await answer).CODE).toBe('0000');
});

test('acting on an idle device is a 409 sentence', async () => {
  const gateway = await startGateway();
  const { status, body } = await control(gateway, 'POST', 'devices/T-HAND/act', { action: 'tap' });
  expect([status, body.error]).toEqual([409, 'nothing is waiting on this device']);
});
