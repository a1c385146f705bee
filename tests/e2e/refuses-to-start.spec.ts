import { randomBytes } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { spawnTied } from '#db/tied-process.ts';
import { freePort } from '../support/ports.ts';

const key = randomBytes(32).toString('base64');
const whole: Record<string, string> = {
  PUBLIC_URL: 'http://127.0.0.1:4300',
  AUTH_SECRET: randomBytes(32).toString('hex'),
  SEALING_KEYS: `k1:${key}`,
  AUDIT_KEY: key,
  // Nobody is there: whatever gets as far as the database was not refused before.
  DATABASE_URL: 'postgres://nobody:nothing@127.0.0.1:1/none',
};

const WRONG: [name: string, value: string][] = [
  ['AUTH_SECRET', ''],
  ['AUTH_SECRET', 'too-short-a-secret'],
  ['PUBLIC_URL', 'http://vezne.example'],
  ['SEALING_KEYS', 'k1:c2hvcnQ='],
  ['AUDIT_KEY', ''],
];

for (const [name, value] of WRONG)
  test(`a portal with ${value === '' ? 'no' : 'a wrong'} ${name} ${value === '' ? '' : `(${value}) `}ends at once, names it, and says no value`, async () => {
    const { code, said } = await startPortal({ ...whole, [name]: value });
    expect(code, said).not.toBe(0);
    expect(said).toContain(name);
    for (const secret of [key, value, whole.AUTH_SECRET ?? ''])
      if (secret !== '' && name !== 'PUBLIC_URL') expect(said).not.toContain(secret);
  });

async function startPortal(env: Record<string, string>): Promise<{ code: number; said: string }> {
  const args = [
    'node_modules/next/dist/bin/next',
    'start',
    '-H',
    '127.0.0.1',
    '-p',
    String(await freePort()),
  ];
  const portal = spawnTied(process.execPath, args, {
    signal: 'TERM',
    cwd: process.cwd(),
    env: { PATH: process.env.PATH, NEXT_TELEMETRY_DISABLED: '1', NEXT_MANUAL_SIG_HANDLE: '1', ...env },
  });
  let said = '';
  for (const stream of [portal.stdout, portal.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  return { code: await portal.exited, said };
}
