import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inScope } from '#db/client.ts';
import { listMerchants } from '#db/queries/recovery.ts';
import { users } from '#db/schema/users.ts';
import { listAuditEntries } from '#server/audit/list-entries.ts';
import { createContext } from '#server/auth/create-context.ts';
import { hashPassword } from '#server/auth/password.ts';
import { signIn } from '#server/auth/sign-in.ts';
import { type Config, parseConfig } from '#server/config/config.ts';
import { exportAudit } from '#server/exports/export-audit.ts';
import { exportTransactions } from '#server/exports/export-transactions.ts';
import { getSlip } from '#server/receipts/get-slip.ts';
import { createLog } from '#server/runtime/log.ts';
import { type Running, startRuntime } from '#server/runtime/start.ts';
import { listConnections } from '#server/terminals/list-connections.ts';
import { unseal } from '#server/terminals/seal.ts';
import { getTransaction } from '#server/transactions/get-transaction.ts';
import { listFilterChoices } from '#server/transactions/list-filter-choices.ts';
import { startSale } from '#server/transactions/start-sale.ts';
import { dumpDatabase, findSecrets, type Planted, writingsOf } from '#tests/support/find-secret.ts';
import { createInterpayWorld, type InterpayWorld } from '#tests/support/interpay-world.ts';
import { waitFor } from '#tests/support/wait-for.ts';
import { createWorld, type World } from '#tests/support/world.ts';

/** Well-known numbers of test cards; the first stands on the hostile slip. */
const CARD = '4111111111111111';
const PASSWORD = 'Kanarya-kasada 4711';
const WRONG_PASSWORD = 'Kanarya-kafeste 4712';

/** What the process itself was told and nobody else may know. */
function ofProcess({ authSecret, auditKey, sealingKeys, database }: Config): Planted[] {
  const url = new URL(database?.url ?? '');
  return [
    { name: 'AUTH_SECRET', secret: authSecret },
    { name: 'AUDIT_KEY', secret: auditKey.toString('base64') },
    { name: 'AUDIT_KEY in hex', secret: auditKey.toString('hex') },
    ...sealingKeys.flatMap(({ id, bytes }) => [
      { name: `key ${id}`, secret: bytes.toString('base64') },
      { name: `key ${id} in hex`, secret: bytes.toString('hex') },
    ]),
    { name: 'password of the database', secret: url.password },
  ];
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  let text = '';
  for await (const part of body) text += Buffer.from(part).toString('utf8');
  return text;
}

it('the search itself finds a secret in every writing, whatever stands around it', () => {
  const planted = [{ name: 'canary', secret: 'gizli/anahtar+4711' }];
  expect(findSecrets('nothing of the kind', planted)).toEqual([]);
  for (const before of ['', 'a', 'ab', 'abc', 'client:'])
    for (const after of ['', 'z', 'zz', ':end']) {
      const text = `${before}gizli/anahtar+4711${after}`;
      expect(findSecrets(`x ${Buffer.from(text).toString('base64')} x`, planted), text).toContain(
        'canary as base64',
      );
      expect(findSecrets(`x ${Buffer.from(text).toString('base64url')} x`, planted), text).toContain(
        'canary as base64',
      );
      expect(findSecrets(`x ${Buffer.from(text).toString('hex').toUpperCase()} x`, planted)).toContain(
        'canary as hex',
      );
      expect(findSecrets(encodeURIComponent(text), planted)).toContain('canary as URL encoding');
    }
  expect(findSecrets('4111-1111-1111-1111', [{ name: 'card', secret: CARD }])).toEqual([
    'card as clear text',
  ]);
  expect(Object.values(writingsOf(CARD)).flat().length).toBeGreaterThan(8);
});

describe('with terminals that answer', () => {
  let world: World;
  let running: Running;
  const lines: string[] = [];
  const planted: Planted[] = [];

  beforeAll(async () => {
    world = await createWorld({ runsWorker: false });
    await world.running.stop();
    const log = createLog('trace', { write: (line) => void lines.push(line) });
    running = await startRuntime(parseConfig(world.env), { runsWorker: true, log });
    await runThrough();
  }, 60_000);
  afterAll(async () => {
    await running.stop();
    await world.close();
  });

  const inMerchant = <T>(work: Parameters<typeof inScope<T>>[2]) =>
    inScope(running.runtime.db, { merchantId: world.as('manager', 'sale:start').merchant.id }, work);

  async function as<P extends Parameters<typeof createContext>[3]>(permission: P) {
    const { actor } = world.as('manager', 'sale:start');
    const [merchant] = await inMerchant(listMerchants);
    if (!merchant) throw new Error('The merchant is gone');
    return createContext(running.runtime, merchant, actor, permission);
  }

  /** A day in little: people sign in, well and badly, money is taken and refused. */
  async function runThrough(): Promise<void> {
    const { id } = world.as('manager', 'sale:start').actor;
    const passwordHash = await hashPassword(PASSWORD);
    await inScope(running.runtime.db, { userId: id }, (tx) =>
      tx.update(users).set({ passwordHash }).where(sql`id = ${id}`),
    );
    await signIn(running.runtime, { email: 'manager@test.example', password: WRONG_PASSWORD });
    await signIn(running.runtime, { email: 'nobody@test.example', password: WRONG_PASSWORD });
    const signedIn = await signIn(running.runtime, { email: 'manager@test.example', password: PASSWORD });
    if (!signedIn.ok) throw new Error(signedIn.error);
    for (const minor of [11_800, 10_051]) {
      const started = await startSale(await as('sale:start'), {
        ...{ intentKey: randomUUID(), deviceId: world.terminal, installmentCount: 1, lines: [] },
        amount: { minor, currency: 'TRY' },
      });
      if (!started.ok) throw new Error(started.error.kind);
      const { transactionId } = started.value;
      await waitFor(
        () =>
          inMerchant((tx) =>
            tx.execute(
              sql`select 1 from transactions where id = ${transactionId} and state in ('approved', 'declined')`,
            ),
          ).then((rows) => rows.length > 0),
        'the end of a sale',
      );
    }
    const [login] = await inMerchant((tx) =>
      tx.execute<{ merchant: string; sealed: string }>(
        sql`select merchant_id as merchant, sealed_session as sealed from connections where sealed_session is not null`,
      ),
    );
    if (!login) throw new Error('Nobody signed in at the provider');
    const place = { merchantId: login.merchant, provider: 'iyzico', field: 'session' } as const;
    const session: { accessToken: string; refreshToken: string } = JSON.parse(
      unseal(running.runtime.config.sealingKeys, place, login.sealed),
    );
    planted.push(
      ...ofProcess(running.runtime.config),
      { name: 'password', secret: PASSWORD },
      { name: 'mistyped password', secret: WRONG_PASSWORD },
      { name: 'secret of a session', secret: signedIn.value.sessionSecret },
      { name: 'client secret', secret: 'secret-509' },
      { name: 'password at the provider', secret: 'password-509' },
      { name: 'access token', secret: session.accessToken },
      { name: 'refresh token', secret: session.refreshToken },
    );
  }

  it('no secret stands in a dump of the database, the audit included', async () => {
    const dump = await dumpDatabase(world.ownerUrl);
    expect(dump).toContain('public.audit_log');
    expect(dump).toContain('sign_in');
    expect(findSecrets(dump, planted)).toEqual([]);
  });

  it('no secret stands in a log, at its most talkative', () => {
    const logged = lines.join('');
    expect(logged).toContain('sign-in');
    expect(findSecrets(logged, planted)).toEqual([]);
  });

  it('no secret stands in what screens, files and the audit are made of', async () => {
    const audit = await listAuditEntries(await as('audit:read'), {}, null);
    const connections = await listConnections(await as('connections:see'));
    const choices = await listFilterChoices(await as('transactions:export'));
    const wish = { filter: [], query: '', filterInWords: '', locale: 'en' } as const;
    const files = await Promise.all([
      exportTransactions(await as('transactions:export'), { ...wish, form: 'csv' }, choices),
      exportAudit(await as('audit:read'), {}, 'en'),
    ]);
    const texts = await Promise.all(files.map(({ body }) => textOf(body)));
    expect(audit.rows.length).toBeGreaterThan(3);
    expect(connections.connections).toHaveLength(2);
    const shown = JSON.stringify([audit, connections, ...texts]);
    expect(shown).not.toMatch(/v1\.k1\.|argon2|sealed/i);
    expect(findSecrets(shown, planted)).toEqual([]);
  });
});

describe('with terminals whose results are called back', () => {
  let world: InterpayWorld;
  let planted: Planted[];
  let saleId: Awaited<ReturnType<InterpayWorld['sell']>>;

  beforeAll(async () => {
    world = await createInterpayWorld({ auto: ['DEV-1'], manual: [] });
    // The slip of this amount is hostile, and has a whole card number on it.
    saleId = await world.sell('DEV-1', 1_090);
    await world.until(saleId, 'approved');
    await world.untilHeard(saleId, 1);
    planted = [
      ...ofProcess(world.config),
      { name: 'password at the provider', secret: world.account.pass },
      { name: 'card number', secret: CARD },
      ...world.front.secrets().map((secret) => ({ name: 'secret of a callback', secret })),
    ];
  }, 60_000);
  afterAll(() => world.close());

  it('no secret and no whole card number stands in a dump of the database', async () => {
    expect(planted.map(({ name }) => name)).toContain('secret of a callback');
    expect(findSecrets(await dumpDatabase(world.ownerUrl), planted)).toEqual([]);
  });

  it('none stands in a log, at its most talkative', () => {
    expect(findSecrets(world.logged(), planted)).toEqual([]);
  });

  it('none stands in what the slip, the operation and the audit are shown from', async () => {
    const slip = await getSlip(world.as('transactions:see'), saleId);
    const detail = await getTransaction(world.as('transactions:see'), saleId);
    const audit = await listAuditEntries(world.as('audit:read'), {}, null);
    expect(slip.printed?.customer).not.toBeNull();
    expect(findSecrets(JSON.stringify([slip, detail, audit]), planted)).toEqual([]);
  });

  it('an address of a callback that opens nothing is answered without what was sent', async () => {
    const token = `${'0'.repeat(26)}${'k'.repeat(43)}`;
    const answer = await fetch(`${world.front.url}/api/callbacks/interpay/${token}/s`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ CODE: '0000', PAN: CARD }),
    });
    expect([answer.status, await answer.text()]).toEqual([404, 'Not found']);
    expect(findSecrets(world.logged(), [...planted, { name: 'a guess', secret: 'k'.repeat(43) }])).toEqual(
      [],
    );
  });
});

// Where nothing was built there is nothing to send to a browser.
it.runIf(existsSync('.next/static'))(
  'nothing that a browser is sent to run knows a name of what the server is told',
  () => {
    const bundles = readdirSync('.next/static', { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(?:js|json|map)$/.test(name))
      .map((name) => readFileSync(`.next/static/${name}`, 'utf8'))
      .join('\n');
    const names = [
      'AUTH_SECRET',
      'AUDIT_KEY',
      'SEALING_KEYS',
      'DATABASE_URL',
      'SSO_CLIENT_SECRET',
      'sealedCredentials',
      'callbackHash',
    ];
    expect(
      findSecrets(
        bundles,
        names.map((secret) => ({ name: secret, secret })),
      ),
    ).toEqual([]);
  },
);
