import { createHmac } from 'node:crypto';
import { z } from 'zod';

/** By what a person is looked for: an e-mail address in small letters, or the last ten digits of a telephone number. */
export type Contact = { kind: 'email'; email: string } | { kind: 'phone'; digits: string };

/** So many digits of a number tell it from any other; what stands before them is written in several ways. */
const TELLING_DIGITS = 10;

const email = z.email().max(254);

/** Reads what somebody typed; null when it is neither an address nor a number. */
export function readContact(text: string): Contact | null {
  const typed = text.normalize('NFC').trim();
  if (typed.includes('@')) {
    const parsed = email.safeParse(typed);
    return parsed.success ? { kind: 'email', email: parsed.data.toLowerCase() } : null;
  }
  const digits = typed.replace(/^\+/, '').replaceAll(/[\s().-]/g, '');
  if (!/^[0-9]{10,15}$/.test(digits)) return null;
  return { kind: 'phone', digits: digits.slice(-TELLING_DIGITS) };
}

/**
 * What a contact is called where it may not stand itself, the audit above all: the same for the same contact, and of no use to
 * whoever lacks the key. HMAC-SHA-256, 128 bits of it.
 */
export function pseudonymOf(key: Uint8Array, merchantId: string, contact: Contact): string {
  const text = contact.kind === 'email' ? contact.email : contact.digits;
  const tag = createHmac('sha256', key).update(JSON.stringify(['contact', merchantId, contact.kind, text]));
  return `person_${tag.digest('hex').slice(0, 32)}`;
}
