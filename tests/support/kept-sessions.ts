import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DEMO_PASSWORD, demoPeople } from '#db/seeds/demo-world.ts';
import { callPersonAction } from './action-call.ts';
import { nextCode } from './demo-codes.ts';
import { cookiesOf, postToAuth, type Visitor, visit } from './visitor.ts';

type Who = keyof typeof demoPeople;

const SESSION = /(?:^|; )(vezne\.session=[^;]+)/;

/** Gives a person's password by hand: the cookie of a session that opens nothing yet. */
export async function passwordOnly(who: Who): Promise<string> {
  const given = { email: demoPeople[who].email, password: DEMO_PASSWORD };
  return sessionOf(cookiesOf(await postToAuth({}, 'callback/credentials', given)), who);
}

/**
 * The session cookie of a demo person, signed in by hand, password and code. One sign-in serves every spec, in every process of
 * this run, until its session is over.
 */
export async function keptSession(who: Who): Promise<string> {
  const file = path.join(process.env.VEZNE_DATA ?? '', 'signed-in', who);
  const kept = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (kept && (await isIn({ cookie: kept }))) return kept;
  const half = await passwordOnly(who);
  // Another process of this run may have used a code already: then the next one is taken.
  for (let tries = 0; tries < 4; tries++) {
    const fields = { kind: 'totp', code: await nextCode(who) };
    const answer = await callPersonAction(
      { cookie: half },
      { action: 'giveFactorAction', page: '/signin/factor', fields },
    );
    if (answer.state?.status !== 'done') continue;
    const session = sessionOf(cookiesOf(answer), who);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, session);
    return session;
  }
  throw new Error(`No code of ${who} was taken`);
}

async function isIn(visitor: Visitor): Promise<boolean> {
  const { headers } = await visit(visitor, '/');
  return !/\/signin(\?|$)/.test(headers.get('location') ?? '/signin');
}

function sessionOf(cookies: string, who: Who): string {
  const [, session] = SESSION.exec(cookies) ?? [];
  if (!session) throw new Error(`${who} was not let in`);
  return session;
}
