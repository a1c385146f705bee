import { expect, test } from 'vitest';
import { jsonOf, laboratory } from './testing.ts';

async function slips(deviceId: string, over: Record<string, string> = {}) {
  const lab = laboratory();
  lab.start({ DEVICEID: deviceId, ...over });
  await lab.pass(20_000);
  const { Customer, Merchant } = Object(jsonOf(lab.sent.at(-1)).RECEIPTS);
  return { customer: String(Customer), merchant: String(Merchant), entry: lab.last(), lab };
}

test('the customer’s copy of an approved sale, tag by tag', async () => {
  const { customer, entry } = await slips('T-AUTO');
  const line = (left: string, right: string) => `<L>${left}</L><R>${right}</R><BR/>`;
  expect(customer).toBe(
    [
      '<IMG src=""/><BR/>',
      '<LG><C>North Rink</C></LG><BR/><C>Front desk</C><BR/><BR/>',
      line('04/02/2026', '10:00:06'),
      '<LG><C>Sale</C></LG><BR/>',
      '<LG><L>Trans #: 1</L><R>Batch #: 1</R></LG><BR/><BR/>',
      line('DEBIT', 'CHIP Contactless'),
      '<L>************4821</L><BR/>',
      line('Reference Id:', entry.secureId),
      '<BR/>',
      line('AMOUNT:', '$12.40'),
      '<LG><L>TOTAL AMT:</L><R>$12.40</R></LG><BR/><BR/>',
      line('Resp:', 'APPROVED'),
      line('Code:', entry.auth),
      line('Ref #:', entry.hostReference),
      line('Trace Number', entry.trace),
      line('App Name:', 'Interac'),
      line('AID:', 'A0000002771010'),
      line('TVR:', '0000000000'),
      '<BR/><C>Keep this slip for your records</C><BR/>',
      '<B><C>CUSTOMER COPY</C></B><BR/><BR/>',
    ].join(''),
  );
  expect(entry.hostReference).not.toBe(entry.refNum);
});

test('the merchant’s copy says whose it is', async () => {
  const { merchant } = await slips('T-AUTO');
  expect(merchant).toContain('<B><C>MERCHANT COPY</C></B>');
  expect(merchant).not.toContain('CUSTOMER COPY');
});

test('nothing processed: banner above and below, date of zeros, no kind, no card', async () => {
  const { customer } = await slips('SIM-OTHER');
  expect(customer).toContain('<INV><B><LG><C>* CANCELED </C></LG></B></INV>');
  expect(customer).toMatch(/<INV><B><LG><C> CANCELED \*<\/C><\/LG><\/B><\/INV><BR\/><BR\/>$/);
  expect(customer).toContain('<L>00/00/0000</L>');
  expect(customer).toContain('<LG><C></C></LG>');
  expect(customer).not.toContain('****');
});

test('a decline is printed with the card and the code across the paper in inverse', async () => {
  const { customer } = await slips('SIM-ISSUER');
  expect(customer).toContain('<INV><B><L>NOT APPROVED</L><R>0205</R></B></INV>');
  expect(customer).toContain('<L>Resp:</L><R>NSF</R>');
  expect(customer).not.toContain('CANCELED');
});

test('in French with LANG=F, the labels a reader searches for unchanged', async () => {
  const { customer, merchant } = await slips('T-AUTO', { LANG: 'F', REFUND: 'Y' });
  for (const text of [
    'Remboursement',
    'MONTANT :',
    'APPROUVÉE',
    'COPIE CLIENT',
    'Trans #: 1',
    'Batch #: 1',
  ]) {
    expect(customer).toContain(text);
  }
  expect(merchant).toContain('COPIE COMMERÇANT');
  expect((await slips('SIM-OTHER', { LANG: 'F' })).customer).toContain('* ANNULÉE ');
});

test('a tip is a line of its own', async () => {
  const { customer } = await slips('SIM-TIP');
  for (const text of ['$12.40', '<L>TIP:</L><R>$1.00</R>', '<L>TOTAL AMT:</L><R>$13.40</R>']) {
    expect(customer).toContain(text);
  }
});

test('a void prints a slip of its own', async () => {
  const { lab } = await slips('SIM-OK');
  lab.cancel(lab.last().secureId);
  await lab.pass(5000);
  expect(Object(jsonOf(lab.sent[1]).RECEIPTS).Customer).toContain('<LG><C>Void</C></LG>');
});

test('every slip but the hostile one is balanced and has nothing but known tags', async () => {
  for (const device of ['T-AUTO', 'SIM-OTHER', 'SIM-ISSUER', 'SIM-TIP', 'SIM-BIG']) {
    const { customer } = await slips(device);
    const open: string[] = [];
    const whole = device === 'SIM-BIG' ? customer.slice(0, customer.indexOf('Filler')) : customer;
    for (const [, slash, name = ''] of whole.matchAll(/<(\/?)([A-Z]+)(?: src="")?\/?>/g)) {
      if (name === 'BR' || name === 'IMG') continue;
      if (slash) expect(open.pop()).toBe(name);
      else open.push(name);
      expect(['L', 'C', 'R', 'LG', 'B', 'INV']).toContain(name);
    }
    expect(open).toEqual(device === 'SIM-BIG' ? ['L'] : []);
  }
});
