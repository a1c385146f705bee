import { createHmac } from 'node:crypto';

/** A step of time is half a minute (RFC 6238 §4.1). */
export const STEP_MS = 30_000;

/** The step of time an instant is in. */
export function stepAt(milliseconds: number): number {
  return Math.floor(milliseconds / STEP_MS);
}

/** The six digits of a step (RFC 4226 §5.3), written down a second time beside the product's library. */
export function codeOfStep(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', fromBase32(secret)).update(counter).digest();
  const offset = (mac[mac.length - 1] ?? 0) & 0x0f;
  return String((mac.readUInt32BE(offset) & 0x7fff_ffff) % 1_000_000).padStart(6, '0');
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function fromBase32(text: string): Buffer {
  const bits = [...text].map((sign) => ALPHABET.indexOf(sign).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
