import { Secret, TOTP } from 'otpauth';

/** Codes of RFC 6238 as every authenticator app makes them: SHA-1, six digits, a new one every 30 seconds. */
const RULE = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
/** A code of the step before or after is taken too: clocks differ, and typing takes its time. */
const WINDOW = 1;
/** RFC 4226 §4 recommends 160 bits. */
const SECRET_BYTES = 20;

/** What a typed code is worth. `used`: it was right, and it or a later one was used before. */
export type JudgedCode = { kind: 'right'; step: number } | { kind: 'used' } | { kind: 'wrong' };

/** A new secret in base 32, as it is typed into an app. */
export function createTotpSecret(randomBytes: (size: number) => Uint8Array): string {
  return new Secret({ buffer: Uint8Array.from(randomBytes(SECRET_BYTES)).buffer }).base32;
}

/** Whether a code fits a secret at an instant, given the step whose code was used last. Pure. */
export function judgeCode(secret: string, typed: string, at: Date, lastStep: number | null): JudgedCode {
  const token = typed.replace(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return { kind: 'wrong' };
  const timestamp = at.getTime();
  const delta = TOTP.validate({
    ...RULE,
    secret: Secret.fromBase32(secret),
    token,
    timestamp,
    window: WINDOW,
  });
  if (delta === null) return { kind: 'wrong' };
  const step = TOTP.counter({ period: RULE.period, timestamp }) + delta;
  return lastStep !== null && step <= lastStep ? { kind: 'used' } : { kind: 'right', step };
}

/** The address that an app reads from a QR code (the «otpauth» key URI). */
export function totpAddress(secret: string, owner: { issuer: string; account: string }): string {
  return new TOTP({ ...RULE, secret, issuer: owner.issuer, label: owner.account }).toString();
}

/** A secret in groups of four, to be read out and typed. */
export function inGroups(secret: string): string {
  return secret.replace(/(.{4})(?=.)/g, '$1 ');
}
