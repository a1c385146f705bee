import { expect, test } from 'vitest';
import type { Runtime } from '#server/runtime/runtime.ts';
import { authOptions } from './next-auth.ts';
import { sessionCookieName } from './session-cookie.ts';

test('over https every cookie of a sign-in is Secure, of this host and path alone, and out of reach of scripts', () => {
  const runtime = { config: { publicUrl: 'https://vezne.example', authSecret: 'x'.repeat(32) } } as Runtime;
  const { cookies } = authOptions(runtime);
  expect(Object.keys(cookies ?? {}).sort()).toEqual(['callbackUrl', 'csrfToken', 'sessionToken']);
  for (const cookie of Object.values(cookies ?? {})) {
    expect(cookie.name).toMatch(/^__Host-vezne\./);
    expect(cookie.options).toEqual({ httpOnly: true, sameSite: 'lax', path: '/', secure: true });
  }
});

test('over http, on one machine, the name makes no promise that no browser would keep', () => {
  expect(sessionCookieName('http://127.0.0.1:4300')).toBe('vezne.session');
});
