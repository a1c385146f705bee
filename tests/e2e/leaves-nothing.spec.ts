import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { DEMO_PASSWORD, kahveDuragi, mapleBakery } from '#db/seeds/demo-world.ts';
import { NOTICE_SECRET } from '#db/seeds/online-till.ts';
import { keptSecrets } from '../demo/secrets.ts';
import { callAction } from '../support/action-call.ts';
import { findCardNumbers } from '../support/card-numbers.ts';
import { dumpDatabase, findSecrets, type Planted } from '../support/find-secret.ts';
import { type KahveIds, listsOf, thingsOf } from '../support/kahve.ts';
import { isPaid, sellAndFindIds, startedBy, wellFormed } from '../support/money-actions.ts';
import { demoLogDirectory, demoOwnerUrl, plantedVisitor } from '../support/planted-visitor.ts';
import { type Visitor, visit } from '../support/visitor.ts';

// After a day of the demo, with its ninety days before it: what is left of cards and secrets where they do not belong.

const HOME = kahveDuragi.slug;
let manager: Visitor;
let kahve: KahveIds;
let secrets: Planted[];

test.beforeAll(async () => {
  manager = await plantedVisitor('manager');
  kahve = await sellAndFindIds(manager);
  await isPaid(manager, startedBy(await callAction(manager, wellFormed('startRefundAction', kahve))).id);
  for (const action of [
    'printAction',
    'mailSlipAction',
    'makeLinkAction',
    'addNoteAction',
    'closeBatchAction',
  ] as const)
    await callAction(manager, wellFormed(action, kahve));
  const note = wellFormed('addNoteAction', kahve);
  await callAction(manager, {
    ...note,
    fields: { ...note.fields, text: 'the card 4111 1111 1111 1111 was torn' },
  });
  const { authSecret, auditKey, sealingKeys } = keptSecrets(path.resolve(process.env.VEZNE_DATA ?? ''));
  secrets = [
    { name: 'AUTH_SECRET', secret: authSecret },
    { name: 'AUDIT_KEY', secret: auditKey },
    ...sealingKeys.split(',').map((entry) => ({ name: 'a sealing key', secret: entry.split(':')[1] ?? '' })),
    { name: 'password', secret: DEMO_PASSWORD },
    { name: 'session', secret: /session=([^;]+)/.exec(manager.cookie ?? '')?.[1] ?? '' },
    { name: 'secret of notices', secret: NOTICE_SECRET },
    ...[kahveDuragi, mapleBakery].flatMap(({ connections }) =>
      connections.flatMap(({ credentials }) =>
        Object.entries(credentials).flatMap(([name, secret]) =>
          /secret|pass/i.test(name) ? [{ name, secret }] : [],
        ),
      ),
    ),
  ];
});

test('the search itself finds a card number, and no other long number', () => {
  for (const text of [
    '4111111111111111',
    'pan=5555 5555 5555 4444;',
    '"3782-8224-6310-005"',
    '\\"6011111111111117\\"',
  ])
    expect(findCardNumbers(text), text).toHaveLength(1);
  for (const text of [
    '4111111111111112',
    '411111******1111',
    'txn_4111111111111111',
    '1700000000000',
    '0000000000000000',
  ])
    expect(findCardNumbers(text), text).toEqual([]);
});

test('no whole card number and no secret stands in a dump of the database', async () => {
  const dump = await dumpDatabase(demoOwnerUrl());
  expect(dump.length).toBeGreaterThan(1_000_000);
  expect(findCardNumbers(dump)).toEqual([]);
  expect(findSecrets(dump, secrets)).toEqual([]);
});

test('none stands in what the processes of the day said', () => {
  const directory = demoLogDirectory();
  // Sandboxes are the other side: they know cards and passwords, as providers do.
  const logs = readdirSync(directory).filter((name) => name.startsWith('portal'));
  expect(logs).not.toEqual([]);
  for (const name of logs) {
    const text = readFileSync(path.join(directory, name), 'utf8');
    expect(text.length).toBeGreaterThan(0);
    expect(findCardNumbers(text), name).toEqual([]);
    expect(findSecrets(text, secrets), name).toEqual([]);
  }
});

test('none stands in a file, list, page or slip', async () => {
  test.slow();
  for (const at of [
    ...listsOf(HOME),
    ...thingsOf(HOME, kahve),
    `/api/files/transactions/${HOME}?form=csv`,
    `/api/files/audit/${HOME}`,
  ]) {
    const { text, status } = await visit(manager, at);
    expect(status, at).toBe(200);
    expect(findCardNumbers(text), at).toEqual([]);
    expect(findSecrets(text, secrets), at).toEqual([]);
  }
});
