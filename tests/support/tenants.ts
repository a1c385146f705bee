import { randomBytes } from 'node:crypto';
import { inScope, openDatabase } from '#db/client.ts';
import { authenticators } from '#db/schema/authenticators.ts';
import { memberships, type Role } from '#db/schema/memberships.ts';
import { merchants } from '#db/schema/merchants.ts';
import { users } from '#db/schema/users.ts';
import { giveFactor } from '#server/auth/give-factor.ts';
import { openWholeSession } from '#server/auth/open-session.ts';
import { hashPassword } from '#server/auth/password.ts';
import { findHalfSession } from '#server/auth/session.ts';
import type { SessionToken } from '#server/auth/session-token.ts';
import { signIn } from '#server/auth/sign-in.ts';
import { createTotpSecret } from '#server/auth/totp.ts';
import { createCallbackDesk } from '#server/callbacks/callback-desk.ts';
import { parseConfig } from '#server/config/config.ts';
import { createIdSource, type MerchantId, type UserId } from '#server/kernel/ids.ts';
import { createLog } from '#server/runtime/log.ts';
import type { Runtime } from '#server/runtime/runtime.ts';
import { seal } from '#server/terminals/seal.ts';
import { codeOfStep, stepAt } from '#tests/gateways/authenticator/totp-code.ts';
import { createTestDatabase } from './database.ts';

/** The password of everybody here. */
export const PASSWORD = 'Kasa-ve-çekmece 7';

/** A person of the tests. */
export type TestPerson = {
  id: UserId;
  email: string;
  /** The next code of the person's app that has not been shown yet. */
  nextCode(): string;
};

/** Two merchants that must not see each other, people in them, and a process without network, on a clock one can turn. */
export type Tenants = {
  runtime: Runtime;
  ownerUrl: string;
  /** Slugs are `alfa` and `beta`. */
  alfa: MerchantId;
  beta: MerchantId;
  clock: { set(at: Date): void; advance(milliseconds: number): void };
  /** Adds a person with these roles; nobody gets one unless said. Everybody has an app for codes unless told otherwise. */
  person(roles: { alfa?: Role; beta?: Role }, settings?: { hasFactor?: boolean }): Promise<TestPerson>;
  /** Gives the password: a session that opens nothing yet. */
  givePassword(person: Pick<TestPerson, 'email'>): Promise<SessionToken>;
  /** Makes a session of the password a whole one, as if a second factor had been given: for tests of something else. */
  letIn(half: SessionToken): Promise<SessionToken>;
  /** Signs in, password and code. */
  signIn(person: TestPerson): Promise<SessionToken>;
  /** Changes rows as the owner, who is bound by no policy of the tests' making. */
  asOwner<T>(work: (sql: ReturnType<typeof openDatabase>['db']) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

const ids = createIdSource(() => new Date(), randomBytes);

/** Builds the two merchants on a database of their own. */
export async function createTenants(): Promise<Tenants> {
  const database = await createTestDatabase();
  const app = openDatabase(database.appUrl, { maxConnections: 8, name: 'test' });
  const owner = openDatabase(database.ownerUrl, { maxConnections: 2, name: 'planting' });
  let now = new Date('2031-03-05T09:00:00Z');
  const runtime = processOn(database.appUrl, app.db, () => now);
  const alfa = await plantMerchant(owner.db, 'alfa');
  const beta = await plantMerchant(owner.db, 'beta');
  // One hash for all: making it is the slow part.
  const passwordHash = await hashPassword(PASSWORD);
  return {
    runtime,
    ownerUrl: database.ownerUrl,
    alfa,
    beta,
    clock: {
      set: (at) => {
        now = at;
      },
      advance: (milliseconds) => {
        now = new Date(now.getTime() + milliseconds);
      },
    },
    person: async (roles, { hasFactor = true } = {}) => {
      const id = ids.next('user');
      const email = `${id}@test.example`;
      await owner.db
        .insert(users)
        .values({ id, email, name: 'Ayşe Işık', passwordHash, locale: 'tr', createdAt: now });
      for (const [merchantId, role] of [
        [alfa, roles.alfa],
        [beta, roles.beta],
      ] as const) {
        if (role) await owner.db.insert(memberships).values({ merchantId, userId: id, role, createdAt: now });
      }
      const secret = createTotpSecret(randomBytes);
      if (hasFactor) await plantFactor(owner.db, runtime, { userId: id, secret });
      let lastStep = 0;
      const nextCode = () => {
        lastStep = Math.max(lastStep + 1, stepAt(now.getTime()) - 1);
        return codeOfStep(secret, lastStep);
      };
      return { id, email, nextCode };
    },
    givePassword: (person) => givePassword(runtime, person),
    letIn: (half) => letIn(runtime, half),
    signIn: async (person) => {
      const half = await givePassword(runtime, person);
      const entered = await giveFactor(runtime, half, { kind: 'totp', code: person.nextCode() });
      if (!entered.ok) throw new Error(entered.error);
      return { userId: entered.value.userId, secret: entered.value.sessionSecret };
    },
    asOwner: (work) => work(owner.db),
    close: async () => {
      await Promise.all([app.close(), owner.close()]);
      await database.drop();
    },
  };
}

async function givePassword(runtime: Runtime, { email }: Pick<TestPerson, 'email'>): Promise<SessionToken> {
  const result = await signIn(runtime, { email, password: PASSWORD }, { refuseAfterMs: 0 });
  if (!result.ok) throw new Error(result.error);
  return { userId: result.value.userId, secret: result.value.sessionSecret };
}

async function letIn(runtime: Runtime, half: SessionToken): Promise<SessionToken> {
  const { userId } = half;
  const secret = await inScope(runtime.db, { userId }, async (tx) => {
    const found = await findHalfSession(tx, half, runtime.clock.now());
    return found && openWholeSession(runtime, tx, found.row);
  });
  if (!secret) throw new Error('Nobody gave the password');
  return { userId, secret };
}

async function plantFactor(
  db: Runtime['db'],
  { config, clock }: Runtime,
  { userId, secret }: { userId: UserId; secret: string },
): Promise<void> {
  const id = ids.next('authenticator');
  const place = { userId, authenticatorId: id, field: 'factor' } as const;
  await inScope(db, { userId }, (tx) =>
    tx.insert(authenticators).values({
      ...{ userId, id, kind: 'totp', label: 'App', createdAt: clock.now() },
      sealedSecret: seal(config.sealingKeys, place, secret),
    }),
  );
}

function processOn(url: string, db: Runtime['db'], now: () => Date): Runtime {
  const config = parseConfig({
    DATABASE_URL: url,
    PUBLIC_URL: 'http://127.0.0.1:4300',
    AUTH_SECRET: randomBytes(32).toString('hex'),
    SEALING_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    AUDIT_KEY: randomBytes(32).toString('base64'),
    LOG_LEVEL: 'silent',
  });
  const unused = () => {
    throw new Error('Not part of this test');
  };
  return {
    config,
    db,
    clock: { now },
    wait: unused,
    ids,
    log: createLog(config.logLevel),
    enqueue: unused,
    mail: null,
    openGateway: unused,
    answers: { put: unused, list: unused, get: unused, remove: unused },
    callbacks: createCallbackDesk(config),
    live: { subscribe: unused, listeners: () => 0, close: async () => {} },
    operator: { readiness: unused, metrics: unused },
  };
}

async function plantMerchant(db: Runtime['db'], slug: string): Promise<MerchantId> {
  const id = ids.next('merchant');
  await inScope(db, { merchantId: id }, (tx) =>
    tx.insert(merchants).values({
      id,
      slug,
      name: slug,
      legalName: `${slug} Ltd. Şti.`,
      taxNumber: '1234567890',
      country: 'TR',
      timeZone: 'Europe/Istanbul',
      cutOff: '04:00',
      currency: 'TRY',
      locale: 'tr',
      createdAt: new Date(),
    }),
  );
  return id;
}
