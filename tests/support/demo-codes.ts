import { demoPeople, demoTotpSecret } from '#db/seeds/demo-world.ts';
import { codeOfStep, stepAt } from '#tests/gateways/authenticator/totp-code.ts';
import { waitFor } from './wait-for.ts';

const SENT_WITHIN_MS = 15_000;

const lastSteps = new Map<string, number>();

/**
 * The next code of a demo person's app that this process has not used. A step before and after now are taken too, so three are
 * there at once; only who needs more within half a minute waits for the next.
 */
export async function nextCode(who: keyof typeof demoPeople): Promise<string> {
  const secret = demoTotpSecret(demoPeople[who]);
  const step = await waitFor(
    async () => {
      const now = stepAt(Date.now());
      // Of the step before now only while it counts long enough for a slow page to send it.
      const first = stepAt(Date.now() - SENT_WITHIN_MS);
      const next = Math.max((lastSteps.get(who) ?? 0) + 1, first);
      return next <= now + 1 && next;
    },
    `another code of ${who}`,
    40_000,
  );
  lastSteps.set(who, step);
  return codeOfStep(secret, step);
}
