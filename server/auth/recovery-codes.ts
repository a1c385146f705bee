import { createHash } from 'node:crypto';

/** So many are given at once. */
const RECOVERY_CODES = 10;

/** Crockford's: no letter that a hand writes like another or like a digit. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
/** 120 random bits: beyond 112 a plain hash is enough (ASVS 6.5.2). */
const LENGTH = 24;

/** Ten new codes, in groups of four, to be shown once. */
export function createRecoveryCodes(randomBytes: (size: number) => Uint8Array): string[] {
  return Array.from({ length: RECOVERY_CODES }, () => {
    const text = Array.from(randomBytes(LENGTH), (byte) => ALPHABET.charAt(byte & 31)).join('');
    return text.replace(/(.{4})(?=.)/g, '$1-');
  });
}

/** What is kept of a code: SHA-256, hex, however it was typed; null for a text that is none. */
export function hashRecoveryCode(typed: string): string | null {
  const code = typed.toLowerCase().replace(/[\s-]/g, '').replace(/o/g, '0').replace(/[il]/g, '1');
  if (!/^[0-9a-hjkmnp-tv-z]{24}$/.test(code)) return null;
  return createHash('sha256').update(code).digest('hex');
}
