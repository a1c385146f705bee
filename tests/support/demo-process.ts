import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from './ports.ts';
import { throwAwayPath } from './throw-away.ts';

/** A demo world of its own, as `npm run demo` starts it, on free ports and data that are gone afterwards. */
export type DemoProcess = {
  portalUrl: string;
  gatewayUrl: string;
  process: ChildProcess;
  stop(): Promise<void>;
  /** Starts it on the same ports after it was stopped. */
  startAgain(): Promise<DemoProcess>;
};

/**
 * Starts a demo world and waits until its portal is healthy; rejects when it ends before. `more` is added to what it is told;
 * this process' own environment then says where it is, for whoever asks it by hand. What is told to be kept
 * (`VEZNE_THROW_AWAY: ''`) is for the caller to throw away.
 */
export async function startDemo(name: string, more: Record<string, string> = {}): Promise<DemoProcess> {
  const [portal, gateway, database] = [await freePort(), await freePort(), await freePort()];
  const [interpay, interpaySecond, online] = [await freePort(), await freePort(), await freePort()];
  const [mail, smtp, authenticator] = [await freePort(), await freePort(), await freePort()];
  Object.assign(process.env, {
    ...{ VEZNE_DATA: throwAwayPath(name), VEZNE_PORT: String(portal), VEZNE_PG_PORT: String(database) },
    ...more,
  });
  const env = {
    ...process.env,
    VEZNE_THROW_AWAY: more.VEZNE_THROW_AWAY ?? '1',
    VEZNE_GATEWAY_PORT: String(gateway),
    VEZNE_INTERPAY_PORT: String(interpay),
    VEZNE_INTERPAY_SECOND_PORT: String(interpaySecond),
    VEZNE_ONLINE_PORT: String(online),
    VEZNE_MAIL_PORT: String(mail),
    VEZNE_SMTP_PORT: String(smtp),
    VEZNE_AUTHENTICATOR_PORT: String(authenticator),
  };
  const urls = { portalUrl: `http://localhost:${portal}`, gatewayUrl: `http://127.0.0.1:${gateway}` };
  return run(env, urls);
}

async function run(
  env: NodeJS.ProcessEnv,
  urls: Pick<DemoProcess, 'portalUrl' | 'gatewayUrl'>,
): Promise<DemoProcess> {
  const child = spawn(process.execPath, ['tests/demo/main.ts'], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  while (!(await isHealthy(urls.portalUrl))) {
    if (child.exitCode !== null) throw new Error(`The demo ended with ${child.exitCode} before it was ready`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return { ...urls, process: child, stop, startAgain: () => run(env, urls) };
}

async function isHealthy(portalUrl: string): Promise<boolean> {
  const answer = await fetch(`${portalUrl}/api/internal/health`).catch(() => null);
  return answer?.ok === true;
}
