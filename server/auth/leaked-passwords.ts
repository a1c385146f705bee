import { createHash } from 'node:crypto';
import list from './leaked-passwords.json' with { type: 'json' };

/** Six bytes are eight signs of base64; that a password shares them with another by chance is one in ten thousand million. */
const DIGEST = /.{8}/g;

let digests: ReadonlySet<string> | undefined;

/** Whether a password, written in small or capital letters, is among the most used ones that have leaked anywhere (ASVS 6.2.4). */
export function isLeaked(password: string): boolean {
  digests ??= new Set(list.digests.match(DIGEST));
  const said = password.normalize('NFC').trim().toLowerCase();
  return digests.has(createHash('sha256').update(said).digest().subarray(0, 6).toString('base64'));
}
