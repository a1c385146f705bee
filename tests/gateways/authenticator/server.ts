import { z } from 'zod';
import { listenOnLoopback } from '../shared/loopback.ts';
import { json, page, send } from '../shared/replies.ts';
import { codesPage } from './pages.ts';
import { codeOfStep, STEP_MS, stepAt } from './totp-code.ts';

/** Whose codes are shown. */
export const peopleConfig = z.array(
  z.object({ name: z.string(), email: z.string(), secret: z.string().regex(/^[A-Z2-7]{16,64}$/) }),
);
export type Owner = z.output<typeof peopleConfig>[number];

/** A code as an app shows it now. */
export type ShownCode = { name: string; email: string; code: string };

/** A running authenticator. */
export type Authenticator = { url: string; close(): Promise<void> };

const OWN_SECRET = /^[A-Z2-7]{16,64}$/;

/** An app for one-time codes as a page, on 127.0.0.1; 0 takes any free port. Rejects when the port is taken. */
export async function startAuthenticator(options: {
  port: number;
  people: readonly Owner[];
  now?: () => number;
}): Promise<Authenticator> {
  const { people, now = Date.now } = options;
  const closing = new AbortController();
  const server = await listenOnLoopback(options.port, (request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const own = (url.searchParams.get('secret') ?? '').toUpperCase().replace(/[\s-]/g, '');
    const owners = OWN_SECRET.test(own)
      ? [{ name: 'The secret you typed', email: '', secret: own }, ...people]
      : people;
    const codes = owners.map(({ name, email, secret }) => ({
      ...{ name, email },
      code: codeOfStep(secret, stepAt(now())),
    }));
    const shown = { codes, endsInMs: STEP_MS - (now() % STEP_MS) };
    const reply =
      url.pathname === '/sim/codes'
        ? json(shown)
        : url.pathname === '/'
          ? page(codesPage(shown, own))
          : json({ error: 'not found' }, 404);
    void send(reply, response, closing.signal);
  });
  return {
    url: server.url,
    close: async () => {
      closing.abort();
      await server.close();
    },
  };
}
