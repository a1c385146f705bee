import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import postgres from 'postgres';
import { openDatabase } from '#db/client.ts';
import { startEmbedded } from '#db/embedded.ts';
import { migrate } from '#db/migrate.ts';
import { mapleBakery } from '#db/seeds/demo-world.ts';
import { sandboxAccounts, sandboxClients } from '#db/seeds/sandbox-accounts.ts';
import { parseConfig } from '#server/config/config.ts';
import { fillWorld } from '#tests/demo/world.ts';
import { makeDevice } from '#tests/factories/device.ts';
import { startInterpayGateway } from '#tests/gateways/interpay/server.ts';
import { startIyzicoGateway } from '#tests/gateways/iyzico/server.ts';
import { freePort } from '#tests/support/ports.ts';
import { throwAwayDirectory } from '#tests/support/throw-away.ts';
import { type Member, startMember } from './crew.ts';
import { startNginx, startPgbouncer } from './front.ts';
import type { findTools } from './tools.ts';

/** Two portals and two workers behind nginx, on one PostgreSQL behind PgBouncer, and the providers' sandboxes. */
export type WideWorld = Awaited<ReturnType<typeof openWideWorld>>;

/** Builds it; `tills` terminals more than the demo's stand in its bakery, where results are called back. */
export async function openWideWorld(tools: ReturnType<typeof findTools>, tills: number) {
  const directory = throwAwayDirectory('wide');
  const closers: (() => Promise<unknown>)[] = [
    async () => rmSync(directory, { recursive: true, force: true }),
  ];
  const close = async () => {
    for (const end of closers.splice(0).reverse()) await end();
  };
  try {
    mkdirSync(path.join(directory, 'logs'));
    const database = await startEmbedded({
      directory: path.join(directory, 'pg'),
      port: await freePort(),
      durable: true,
      log: () => {},
    });
    closers.push(database.stop);
    const pooler = await startPgbouncer(tools.pgbouncer, directory, database.appUrl);
    closers.push(pooler.stop);
    const names = Array.from({ length: tills }, (_, at) => `WIDE-${at + 1}`);
    const iyzico = await startIyzicoGateway({ port: 0, ...sandboxClients() });
    closers.push(iyzico.close);
    const accounts = sandboxAccounts();
    const interpay = await startInterpayGateway({
      port: 0,
      accounts: accounts.accounts.map((account) => ({
        ...account,
        devices: [
          ...account.devices,
          ...names.map((deviceId) => ({ deviceId, label: deviceId, mode: 'manual' as const })),
        ],
      })),
      settings: { ...accounts.settings, cardWaitMs: 170_000 },
    });
    closers.push(interpay.close);
    const portals = [await freePort(), await freePort()] as const;
    const front = await startNginx(tools.nginx, directory, portals);
    closers.push(front.stop);
    // Under the name by which the helpers of the browser tests reach a portal.
    const url = `http://localhost:${front.port}`;
    const env = {
      DATABASE_URL: pooler.url,
      DATABASE_DIRECT_URL: database.appUrl,
      DATABASE_OWNER_URL: '',
      PUBLIC_URL: url,
      TRUSTED_PROXIES: '1',
      AUTH_SECRET: randomBytes(32).toString('hex'),
      SEALING_KEYS: `k1:${randomBytes(32).toString('base64')}`,
      AUDIT_KEY: randomBytes(32).toString('base64'),
      OUTGOING_HOSTS: [iyzico.url, interpay.url, interpay.secondUrl]
        .map((one) => new URL(one).host)
        .join(','),
      DATA_DIR: path.join(directory, 'data'),
      WORKER: 'off',
      LOG_LEVEL: 'info',
    };
    await migrate(database.ownerUrl);
    await fillWorld({
      ownerUrl: database.ownerUrl,
      sandboxes: {
        gatewayUrl: iyzico.url,
        interpay: { url: interpay.url, secondUrl: interpay.secondUrl },
        onlineUrl: 'http://127.0.0.1:9',
      },
      config: parseConfig(env),
      now: new Date(),
    });
    const owner = openDatabase(database.ownerUrl, { maxConnections: 1, name: 'wide' });
    const devices = [];
    for (const providerDeviceId of names)
      devices.push(
        await makeDevice(owner.db, mapleBakery.id, {
          providerDeviceId,
          label: providerDeviceId,
          connectionId: mapleBakery.connections[0]?.id,
          branchId: mapleBakery.branches[0]?.id,
        }),
      );
    await owner.close();
    const sql = postgres(database.ownerUrl, { max: 2, onnotice: () => {} });
    closers.push(() => sql.end({ timeout: 1 }));
    const crew: Member[] = [];
    const logs = path.join(directory, 'logs');
    for (const [at, port] of portals.entries())
      crew.push(await startMember({ kind: 'portal', name: `portal-${at + 1}`, port, env, directory: logs }));
    for (const at of [1, 2])
      crew.push(
        await startMember({
          kind: 'worker',
          name: `worker-${at}`,
          port: await freePort(),
          env,
          directory: logs,
        }),
      );
    closers.push(() => Promise.all(crew.map((member) => member.stop())));
    return { directory, url, front, portals, crew, sql, iyzico, interpay, devices, close };
  } catch (error) {
    await close();
    throw error;
  }
}
