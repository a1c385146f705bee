import { TOTP } from 'otpauth';
import { expect, it } from 'vitest';
import { startAuthenticator } from './server.ts';
import { codeOfStep, stepAt } from './totp-code.ts';

const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

it('its codes are those of the standard, and those of the library the product uses', () => {
  expect(codeOfStep(SECRET, stepAt(59_000))).toBe('287082');
  expect(codeOfStep(SECRET, stepAt(1_111_111_109_000))).toBe('081804');
  for (let step = 1; step < 200; step++) {
    expect(codeOfStep(SECRET, step)).toBe(TOTP.generate({ secret: SECRET_OF, timestamp: step * 30_000 }));
  }
});

const SECRET_OF = new TOTP({ secret: SECRET }).secret;

it('it shows everybody’s code and that of a secret that is typed, and escapes what it is told', async () => {
  const people = [{ name: '<b>Elif</b>', email: 'elif@test.example', secret: SECRET }];
  const { url, close } = await startAuthenticator({ port: 0, people, now: () => 59_000 });
  try {
    const html = await (await fetch(url)).text();
    expect(html).toContain('287 082');
    expect(html).toContain('&lt;b&gt;Elif&lt;/b&gt;');
    const asked = await fetch(`${url}/sim/codes?secret=gezd gnbv gy3t qojq gezd gnbv gy3t qojq`);
    expect(await asked.json()).toEqual({
      codes: [
        { name: 'The secret you typed', email: '', code: '287082' },
        { name: '<b>Elif</b>', email: 'elif@test.example', code: '287082' },
      ],
      endsInMs: 1_000,
    });
    expect((await fetch(`${url}/nothing`)).status).toBe(404);
  } finally {
    await close();
  }
});
