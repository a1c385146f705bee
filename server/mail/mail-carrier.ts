import { createTransport } from 'nodemailer';
import type { Letter } from './letter.ts';

/** What became of handing a letter over. */
export type CarriedMail =
  | { kind: 'handed_over' }
  /** The mail server says that it will never take it (a 5xx reply, RFC 5321 §4.2.1). */
  | { kind: 'turned_down'; code: number }
  /** Not taken now, or nobody knows: the same letter again carries the same number, so that a mailbox can tell. */
  | { kind: 'not_now'; cause: 'unreachable' | 'sign_in' | 'busy' | 'lost' };

/** Hands letters to a mail server; resolves always. `number` is a name for the letter that it keeps when it is tried again. */
export type MailCarrier = { carry(letter: Letter, number: string): Promise<CarriedMail> };

/** Every step of a conversation with the mail server is given this long. */
const STEP_MS = 10_000;

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** A carrier over SMTP. A connection is encrypted and its certificate checked, except to this machine. */
export function createMailCarrier({ url, from }: { url: string; from: string }): MailCarrier {
  const { protocol, hostname, port, username, password } = new URL(url);
  const isHere = LOOPBACK.has(hostname);
  const transport = createTransport({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (protocol === 'smtps:' ? 465 : 587) : Number(port),
    secure: protocol === 'smtps:',
    requireTLS: protocol === 'smtp:' && !isHere,
    ignoreTLS: protocol === 'smtp:' && isHere,
    ...(username && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    connectionTimeout: STEP_MS,
    greetingTimeout: STEP_MS,
    dnsTimeout: STEP_MS,
    socketTimeout: STEP_MS,
    // Whatever is attached was made here: nothing is read from a path or an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = from.slice(from.lastIndexOf('@') + 1);
  return {
    carry: async ({ to, subject, text, attachment }, number) => {
      try {
        await transport.sendMail({
          from,
          to: { name: '', address: to },
          subject,
          text,
          messageId: `<${number}@${domain}>`,
          headers: { 'auto-submitted': 'auto-generated' },
          attachments: attachment
            ? [
                {
                  filename: attachment.filename,
                  contentType: attachment.contentType,
                  content: Buffer.from(attachment.bytes),
                },
              ]
            : [],
        });
        return { kind: 'handed_over' };
      } catch (error) {
        return whatBecame(error);
      }
    },
  };
}

function whatBecame(error: unknown): CarriedMail {
  const { code, responseCode } =
    error instanceof Error ? (error as { code?: string; responseCode?: number }) : {};
  if (code === 'EAUTH') return { kind: 'not_now', cause: 'sign_in' };
  if (responseCode !== undefined && responseCode >= 500) return { kind: 'turned_down', code: responseCode };
  if (responseCode !== undefined && responseCode >= 400) return { kind: 'not_now', cause: 'busy' };
  const isUnreached = code === 'ECONNECTION' || code === 'EDNS' || code === 'ETLS' || code === 'ESOCKET';
  return { kind: 'not_now', cause: isUnreached ? 'unreachable' : 'lost' };
}
