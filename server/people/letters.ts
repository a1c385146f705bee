import { createTranslator } from 'next-intl';
import type { InvitationRow } from '#db/queries/invitations.ts';
import type { Merchant } from '#server/auth/context.ts';
import { messages } from '#server/i18n/messages.ts';
import type { MerchantId, UserId } from '#server/kernel/ids.ts';
import type { Locale } from '#server/kernel/locale.ts';
import type { Letter } from '#server/mail/letter.ts';

type Ground = { merchant: Merchant; publicUrl: string };

/** Where an invitation is accepted; the token is what `readToken` reads: whose it is, and a secret of 256 bits. */
function invitationAddress(publicUrl: string, merchantId: MerchantId, secret: string): string {
  return `${publicUrl}/invitation/${merchantId.slice('mer_'.length)}${secret}`;
}

/** Where a password is chosen; the token is who chooses it, and a secret of 256 bits. */
function resetAddress(publicUrl: string, userId: UserId, secret: string): string {
  return `${publicUrl}/reset/${userId.slice('usr_'.length)}${secret}`;
}

/** What somebody is sent who is asked to work for a merchant, in their language. */
export function invitationLetter(
  { merchant, publicUrl }: Ground,
  row: Pick<InvitationRow, 'name' | 'email' | 'role' | 'locale'> & { expiresAt: Date },
  secret: string,
): Letter {
  const { locale } = row;
  const said = { locale, messages: messages[locale] };
  const say = createTranslator({ ...said, namespace: 'people.letters.invitation' });
  const roles = createTranslator({ ...said, namespace: 'frame.roles' });
  return {
    to: row.email,
    subject: say('subject', { merchant: merchant.name }),
    text: say('text', {
      name: row.name,
      merchant: merchant.name,
      role: roles(row.role),
      address: invitationAddress(publicUrl, merchant.id, secret),
      until: dayOf(row.expiresAt, row.locale, merchant),
    }),
    attachment: null,
  };
}

/** What somebody is sent who has to choose a new password, in their language. */
export function resetLetter(
  { merchant, publicUrl }: Ground,
  person: { id: UserId; name: string; email: string; locale: Locale },
  { secret, hours }: { secret: string; hours: number },
): Letter {
  const { locale } = person;
  const say = createTranslator({ locale, messages: messages[locale], namespace: 'people.letters.reset' });
  return {
    to: person.email,
    subject: say('subject'),
    text: say('text', {
      name: person.name,
      merchant: merchant.name,
      address: resetAddress(publicUrl, person.id, secret),
      hours,
    }),
    attachment: null,
  };
}

function dayOf(at: Date, locale: Locale, { calendar }: Merchant): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: calendar.timeZone }).format(at);
}
