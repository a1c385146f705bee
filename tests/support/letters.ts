import { desc } from 'drizzle-orm';
import { mails } from '#db/schema/mails.ts';
import { type Letter, openLetter } from '#server/mail/letter.ts';
import type { Runtime } from '#server/runtime/runtime.ts';
import type { Tenants } from './tenants.ts';

/** A process that takes letters and hands them to nobody: they stay where they were queued. */
export function withMail(runtime: Runtime): Runtime {
  return {
    ...runtime,
    mail: { carry: async () => ({ kind: 'handed_over' }) },
    enqueue: async () => {},
  };
}

/** Every letter that was queued, the newest first. */
export async function queuedLetters(tenants: Tenants): Promise<Letter[]> {
  const rows = await tenants.asOwner((db) => db.select().from(mails).orderBy(desc(mails.id)));
  return rows.flatMap(({ merchantId, id, sealedLetter }) =>
    sealedLetter
      ? [openLetter(tenants.runtime.config.sealingKeys, { merchantId, mailId: id }, sealedLetter)]
      : [],
  );
}

/** The newest letter to an address, and the token of the address of ours that stands in it. */
export async function letterTo(tenants: Tenants, email: string): Promise<Letter & { token: string }> {
  const letter = (await queuedLetters(tenants)).find(({ to }) => to === email);
  if (!letter) throw new Error(`No letter to ${email}`);
  return { ...letter, token: /\/(?:invitation|reset)\/([\w-]+)/.exec(letter.text)?.[1] ?? '' };
}
