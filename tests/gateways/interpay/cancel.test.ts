import { expect, test } from 'vitest';
import type { GatewaySettings } from './settings.ts';
import { bodyOf, jsonOf, laboratory } from './testing.ts';

/** A session on a device, so many milliseconds after it was started; `cancel` asks to stop it and lets time pass. */
async function running(
  deviceId: string,
  ageMs: number,
  settings: Partial<GatewaySettings> = {},
  over: Record<string, string> = {},
) {
  const lab = laboratory({ settings });
  lab.start({ DEVICEID: deviceId, ...over });
  await lab.pass(ageMs);
  const cancel = async (ms = 60_000) => {
    const asking = lab.cancel(lab.last().secureId);
    await lab.pass(ms);
    return bodyOf(asking);
  };
  const outcomes = () => lab.sent.map((sent) => [jsonOf(sent).CODE, jsonOf(sent).TEXT]);
  return { lab, cancel, outcomes };
}

test('before the card is presented: the outcome is a cancelled session', async () => {
  const { lab, cancel, outcomes } = await running('SIM-OK', 1000);
  expect(await cancel()).toMatchObject({ CODE: '0000', SECUREID: lab.last().secureId });
  expect(outcomes()).toEqual([['8514', 'CANCELED BY REQUEST']]);
  expect(lab.sent[0]?.url).toMatch(/\/cb\/f$/);
  expect(lab.last()).toMatchObject({ state: 'cancelled', chargedMinor: 0 });
});

test('even before StartSession was answered', async () => {
  const lab = laboratory();
  const asking = lab.start();
  await lab.pass(100);
  lab.cancel(lab.last().secureId, 'secondary');
  await lab.pass(10_000);
  expect(jsonOf(lab.sent[0]).CODE).toBe('8514');
  expect(bodyOf(asking).CODE).toBe('0000');
});

test('while the bank is asked: the request is taken and ignored, the outcome wins', async () => {
  const { lab, cancel, outcomes } = await running('SIM-OK', 5000);
  expect((await cancel()).CODE).toBe('0000');
  expect(outcomes()).toEqual([['0000', 'APPROVED']]);
  expect(lab.last().state).toBe('approved');
});

test('a card that comes before the cancel has reached the terminal wins', async () => {
  const { lab, cancel, outcomes } = await running('SIM-OK', 4000);
  expect((await cancel()).CODE).toBe('0000');
  expect(outcomes()).toEqual([['0000', 'APPROVED']]);
  expect(lab.last().state).toBe('approved');
});

test('SIM-CANCELRACE: cancel accepted, approved all the same', async () => {
  const { lab, cancel, outcomes } = await running('SIM-CANCELRACE', 1000);
  expect((await cancel()).CODE).toBe('0000');
  expect(outcomes()).toEqual([['0000', 'APPROVED']]);
  expect(lab.last()).toMatchObject({ state: 'approved', chargedMinor: 1240 });
});

test('cancelling twice is answered twice and ends the session once', async () => {
  const { lab, cancel, outcomes } = await running('SIM-OK', 1000);
  lab.cancel(lab.last().secureId);
  expect((await cancel()).CODE).toBe('0000');
  expect(outcomes()).toHaveLength(1);
});

test('a cancel that is late does not touch the next session on the device', async () => {
  const { lab, cancel } = await running('T-AUTO', 3900);
  await cancel(2200);
  lab.start({ DEVICEID: 'T-AUTO' });
  await lab.pass(10_000);
  expect(lab.gateway.ledger.entries().map(({ state }) => state)).toEqual(['approved', 'approved']);
});

test('after processing and before settlement it voids, and the callback says VOIDED', async () => {
  const { lab, cancel, outcomes } = await running('SIM-OK', 7000);
  expect((await cancel()).CODE).toBe('0000');
  expect(outcomes()).toEqual([
    ['0000', 'APPROVED'],
    ['0000', 'VOIDED'],
  ]);
  expect(jsonOf(lab.sent[1])).toMatchObject({ AMT: '12.40', SECUREID: lab.last().secureId });
  expect(lab.last()).toMatchObject({ state: 'voided', voidedAt: expect.any(String) });
});

test('a refund is voided the same way and still says REFUND', async () => {
  const { lab, cancel } = await running('SIM-OK', 7000, {}, { REFUND: 'Y' });
  await cancel();
  expect(jsonOf(lab.sent[1])).toMatchObject({ TEXT: 'VOIDED', REFUND: 'Y' });
});

test.each([
  ['SIM-VOID0', [['0000', 'VOIDED']], 'voided'],
  ['SIM-VOID1', [['8514', 'VOIDED']], 'voided'],
  ['SIM-VOIDMUTE', [], 'voided'],
  ['SIM-VOIDFAIL', [['8508', 'VOID NOT ALLOWED']], 'approved'],
])('%s: after a void the callbacks are %j and the session is %s', async (device, after, state) => {
  const { lab, cancel, outcomes } = await running(device, 7000);
  const answer = await cancel();
  expect(answer.CODE).toBe(device === 'SIM-VOIDFAIL' ? '8508' : '0000');
  expect(outcomes()).toEqual([['0000', 'APPROVED'], ...after]);
  expect(lab.last().state).toBe(state);
});

test('SIM-VOIDFIRST: VOIDED overtakes APPROVED', async () => {
  const { lab, cancel, outcomes } = await running('SIM-VOIDFIRST', 7000);
  expect(lab.sent).toEqual([]);
  await cancel();
  expect(outcomes()).toEqual([
    ['0000', 'VOIDED'],
    ['0000', 'APPROVED'],
  ]);
  expect(lab.last().state).toBe('voided');
});

test('what is settled cannot be voided any more', async () => {
  const { lab, cancel, outcomes } = await running('T-AUTO', 7000);
  lab.gateway.settings.settlesAt = '10:01';
  await lab.pass(60_000);
  expect((await cancel()).CODE).toBe('8508');
  expect(outcomes()).toHaveLength(1);
  expect(lab.last().state).toBe('approved');
});

test.each([
  ['declined', 'SIM-DECLINE', 0],
  ['cancelled', 'SIM-OTHER', 0],
  ['voided', 'SIM-OK', 1],
])('a session that is already %s cannot be cancelled', async (state, device, cancelsBefore) => {
  const { lab, cancel } = await running(device, 7000);
  for (let times = 0; times < cancelsBefore; times += 1) await cancel();
  expect(lab.last().state).toBe(state);
  const before = lab.sent.length;
  expect((await cancel()).CODE).toBe('8508');
  expect(lab.sent).toHaveLength(before);
});

test('nobody knows a SecureID nobody was given', async () => {
  const lab = laboratory();
  for (const query of ['SecureID=abcdefghij0123456789&JSON=Y', 'JSON=Y', '']) {
    const asking = lab.request({ method: 'GET', path: '/api/TERMPAY/cancel/', query, contentType: '' });
    await lab.pass(0);
    expect(JSON.stringify(asking.reply)).toContain('8506');
  }
});

test('the name of the SecureID may be written in any letters, and the answer follows the request', async () => {
  const { lab } = await running('SIM-OK', 1000);
  const query = `secureid=${lab.last().secureId}`;
  const asking = lab.request({ method: 'GET', path: '/api/TERMPAY/cancel', query, contentType: '' });
  await lab.pass(0);
  expect(asking.reply).toMatchObject({ kind: 'text', text: expect.stringMatching(/^CODE=0000&TEXT=/) });
});

test('CANCELURL can also be made to answer in bare words', async () => {
  const { lab } = await running('SIM-OK', 1000, { cancelAnswer: 'words' });
  const asking = lab.cancel(lab.last().secureId);
  await lab.pass(0);
  expect(asking.reply).toMatchObject({ kind: 'text', text: 'REQUEST ACCEPTED' });
});

test('a debit sale cannot be voided where that is set', async () => {
  const { lab, cancel } = await running('SIM-OK', 7000, { voidsDebit: false });
  expect(lab.last().card?.type).toBe('I');
  expect((await cancel()).CODE).toBe('8508');
  expect(lab.last().state).toBe('approved');
});
