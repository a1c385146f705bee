import { z } from 'zod';
import type { SealingKey } from '#server/config/config.ts';
import type { MailId, MerchantId } from '#server/kernel/ids.ts';
import { seal, unseal } from '#server/terminals/seal.ts';

/** A file that a letter brings. */
export type Attachment = { filename: string; contentType: string; bytes: Uint8Array };

/** A letter in plain text to one address. */
export type Letter = { to: string; subject: string; text: string; attachment: Attachment | null };

const stored = z.object({
  to: z.string(),
  subject: z.string(),
  text: z.string(),
  attachment: z.object({ filename: z.string(), contentType: z.string(), base64: z.string() }).nullable(),
});

/** Seals a letter for the place where it waits. */
export function sealLetter(
  keys: readonly [SealingKey, ...SealingKey[]],
  place: { merchantId: MerchantId; mailId: MailId },
  { attachment, ...rest }: Letter,
): string {
  const kept = attachment && {
    filename: attachment.filename,
    contentType: attachment.contentType,
    base64: Buffer.from(attachment.bytes).toString('base64'),
  };
  return seal(keys, { ...place, field: 'letter' }, JSON.stringify({ ...rest, attachment: kept }));
}

/** Opens it again; throws like `unseal`. */
export function openLetter(
  keys: readonly SealingKey[],
  place: { merchantId: MerchantId; mailId: MailId },
  sealed: string,
): Letter {
  const { attachment, ...rest } = stored.parse(
    JSON.parse(unseal(keys, { ...place, field: 'letter' }, sealed)),
  );
  if (!attachment) return { ...rest, attachment: null };
  const { base64, ...named } = attachment;
  return { ...rest, attachment: { ...named, bytes: Buffer.from(base64, 'base64') } };
}

/** What may stay of an address: its first sign and where it is, `e•••@example.com`. */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@');
  return `${address.slice(0, 1)}•••${address.slice(at)}`;
}
