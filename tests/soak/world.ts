import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { encode } from 'next-auth/jwt';
import postgres from 'postgres';
import { startEmbedded } from '#db/embedded.ts';
import { migrate } from '#db/migrate.ts';
import { demoPeople, kahveDuragi } from '#db/seeds/demo-world.ts';
import { kahveOnline, NOTICE_SECRET } from '#db/seeds/online-till.ts';
import { onlineAccounts, sandboxAccounts, sandboxClients } from '#db/seeds/sandbox-accounts.ts';
import { ABSOLUTE_MS } from '#server/auth/session.ts';
import { createSessionSecret, hashSessionSecret, toClaims } from '#server/auth/session-token.ts';
import { type Config, parseConfig } from '#server/config/config.ts';
import { noticeAddress } from '#server/transactions/callback-address.ts';
import { fillWorld } from '#tests/demo/world.ts';
import { ids } from '#tests/factories/ids.ts';
import { startInterpayGateway } from '#tests/gateways/interpay/server.ts';
import { startIyzicoGateway } from '#tests/gateways/iyzico/server.ts';
import { startPayWithIyzicoGateway } from '#tests/gateways/pay-with-iyzico/server.ts';
import { freePort } from '#tests/support/ports.ts';
import { throwAwayDirectory } from '#tests/support/throw-away.ts';
import type { Visitor } from '#tests/support/visitor.ts';
import { type Member, startMember } from '#tests/wide/crew.ts';

/** A built portal and a worker of its own on a database with the demo's history, and the providers' sandboxes. */
export type SoakWorld = Awaited<ReturnType<typeof openSoakWorld>>;

/** Builds it. Terminals take every card by themselves. The environment of this process then says where the portal is. */
export async function openSoakWorld() {
  const directory = throwAwayDirectory('soak');
  const closers: (() => Promise<unknown>)[] = [
    async () => rmSync(directory, { recursive: true, force: true }),
  ];
  const close = async () => {
    for (const end of closers.splice(0).reverse()) await end();
  };
  try {
    const database = await startEmbedded({
      directory: path.join(directory, 'pg'),
      port: await freePort(),
      durable: true,
      log: () => {},
    });
    closers.push(database.stop);
    const ports = { portal: await freePort(), worker: await freePort() };
    const url = `http://localhost:${ports.portal}`;
    const gateways = await startGateways(url, closers);
    const env = environment(directory, url, database.appUrl, gateways);
    const config = parseConfig(env);
    await migrate(database.ownerUrl);
    const { iyzico, interpay, online } = gateways;
    const sandboxes = {
      gatewayUrl: iyzico.url,
      interpay: { url: interpay.url, secondUrl: interpay.secondUrl },
      onlineUrl: online.url,
    };
    await fillWorld({ ownerUrl: database.ownerUrl, sandboxes, config, now: new Date() });
    const sql = postgres(database.ownerUrl, {
      max: 2,
      onnotice: () => {},
      connection: { application_name: 'soak-eyes' },
    });
    closers.push(() => sql.end({ timeout: 1 }));
    mkdirSync(path.join(directory, 'logs'));
    const common = { env, directory: path.join(directory, 'logs') };
    const members: Member[] = [];
    for (const kind of ['portal', 'worker'] as const) {
      const member = await startMember({ ...common, kind, name: kind, port: ports[kind] });
      closers.push(member.stop);
      members.push(member);
    }
    /** Nothing moves any more after that. */
    const stopAll = async () => {
      for (const member of members) await member.stop();
    };
    process.env.VEZNE_PORT = String(ports.portal);
    const letIn = (who: keyof typeof demoPeople) => plantSession(sql, config, who);
    return { directory, url, ports, env, config, sql, ...gateways, letIn, stopAll, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startGateways(portalUrl: string, closers: (() => Promise<unknown>)[]) {
  const { clients } = sandboxClients();
  const iyzico = await startIyzicoGateway({
    port: 0,
    clients: clients.map((client) => ({ ...client, devices: client.devices.map(automatic) })),
    settings: { latencyMs: 700 },
  });
  closers.push(iyzico.close);
  const { accounts, settings } = sandboxAccounts();
  const interpay = await startInterpayGateway({
    port: 0,
    accounts: accounts.map((account) => ({ ...account, devices: account.devices.map(automatic) })),
    settings: { ...settings, answerMs: 400, approvalMs: 1_500, authorizationMs: 300 },
  });
  closers.push(interpay.close);
  const notices = noticeAddress(portalUrl, 'pay_with_iyzico', kahveOnline.merchantId, NOTICE_SECRET);
  const online = await startPayWithIyzicoGateway({ port: 0, ...onlineAccounts(notices) });
  closers.push(online.close);
  return { iyzico, interpay, online };
}

function automatic<T extends object>(device: T) {
  return { ...device, mode: 'auto' as const };
}

function environment(
  directory: string,
  url: string,
  databaseUrl: string,
  {
    iyzico,
    interpay,
    online,
  }: Record<'iyzico' | 'online', { url: string }> & {
    interpay: { url: string; secondUrl: string };
  },
): Record<string, string> {
  const providers = [iyzico.url, interpay.url, interpay.secondUrl, online.url];
  return {
    DATABASE_URL: databaseUrl,
    DATABASE_OWNER_URL: '',
    DATABASE_DIRECT_URL: '',
    PUBLIC_URL: url,
    AUTH_SECRET: randomBytes(32).toString('hex'),
    SEALING_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    AUDIT_KEY: randomBytes(32).toString('base64'),
    METRICS_TOKEN: randomBytes(32).toString('hex'),
    OUTGOING_HOSTS: providers.map((one) => new URL(one).host).join(','),
    DATA_DIR: path.join(directory, 'data'),
    WORKER: 'off',
    LOG_LEVEL: 'info',
    // What is lost here is to be found again within the hours of a soak, many times.
    SALE_DEADLINE_SECONDS: '10',
    WAITING_WINDOW_SECONDS: '30',
    NOT_FOUND_GAP_SECONDS: '5',
    CALLBACK_WINDOW_SECONDS: '20',
  };
}

/** A visitor with a session nobody signed in for: the row is written beside the product. */
async function plantSession(
  sql: postgres.Sql,
  { authSecret }: Pick<Config, 'authSecret'>,
  who: keyof typeof demoPeople,
): Promise<Visitor> {
  const { id: userId } = demoPeople[who];
  const secret = createSessionSecret();
  const at = new Date();
  await sql`insert into sessions ${sql({
    secret_hash: hashSessionSecret(secret),
    id: ids.next('session'),
    user_id: userId,
    factor_at: at,
    created_at: at,
    last_seen_at: at,
    expires_at: new Date(at.getTime() + ABSOLUTE_MS),
  })}`;
  const token = await encode({ token: toClaims({ userId, secret }), secret: authSecret });
  return { cookie: `vezne.session=${token}; vezne_locale=en` };
}

/** The coffee shops' devices of one kind, by the provider's names. */
export function devicesOf(model: '507' | '509') {
  return kahveDuragi.connections.filter((one) => one.model === model).flatMap(({ devices }) => devices);
}
