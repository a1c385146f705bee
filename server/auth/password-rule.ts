import { isLeaked } from './leaked-passwords.ts';
import { MAX_PASSWORD_LENGTH } from './password.ts';

/** Why a password cannot be chosen. `used` is for who knows what there was before to say. */
export type PasswordFlaw =
  | 'too_short'
  | 'too_long'
  | 'no_letter'
  | 'no_digit'
  | 'is_email'
  | 'hidden'
  | 'leaked'
  | 'used';

/** PCI DSS 8.3.6. */
const MIN_PASSWORD_LENGTH = 12;

// biome-ignore lint/suspicious/noControlCharactersInRegex: no keyboard types these
const CONTROL = /[\u0000-\u001f\u007f]/;

/** What is wrong with a password for somebody with this address; null when it may be chosen. Spaces count as any sign does. */
export function passwordFlaw(password: string, email: string): PasswordFlaw | null {
  const text = password.normalize('NFC');
  if ([...text].length < MIN_PASSWORD_LENGTH) return 'too_short';
  if (text.length > MAX_PASSWORD_LENGTH) return 'too_long';
  if (CONTROL.test(text)) return 'hidden';
  if (!/\p{L}/u.test(text)) return 'no_letter';
  if (!/\p{Nd}/u.test(text)) return 'no_digit';
  const said = text.trim().toLowerCase();
  const address = email.toLowerCase();
  if (said === address || said === address.slice(0, address.lastIndexOf('@'))) return 'is_email';
  return isLeaked(text) ? 'leaked' : null;
}
