import type { MailCarrier } from '#server/mail/mail-carrier.ts';
import { step } from './trail.ts';

/** Has letters that are handed over counted and timed, by what became of them. */
export function watchMail(carrier: MailCarrier): MailCarrier {
  return {
    carry: (letter, number) =>
      step(
        'mail',
        {},
        () => carrier.carry(letter, number),
        (carried) => (carried.kind === 'not_now' ? carried.cause : carried.kind),
      ),
  };
}
