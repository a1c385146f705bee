import { z } from 'zod';
import { messageKey } from '#server/i18n/message-key.ts';
import { assertNever } from '#server/kernel/assert-never.ts';
import type { Refusal } from './action-state.ts';
import { madeForm, signedForm } from './passkeys.ts';
import type { FactorRefusal, GivenFactor } from './prove-factor.ts';
import type { NewFactor, NewFactorRefusal } from './set-up-factor.ts';

const code = z
  .string({ error: messageKey('factor.problems.code') })
  .max(32, { error: messageKey('factor.problems.code') })
  .refine((text) => /^\s*(?:\d\s*){6}$/.test(text), { error: messageKey('factor.problems.code') });

/** A second factor as forms send it: the six digits, a recovery code, or what a passkey signed as JSON. */
export const factorForm = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('totp'), code }),
  z.strictObject({
    kind: z.literal('recovery'),
    code: z
      .string({ error: messageKey('factor.problems.recovery') })
      .trim()
      .min(1, { error: messageKey('factor.problems.recovery') })
      .max(64, { error: messageKey('factor.problems.wrongRecovery') }),
  }),
  z.strictObject({ kind: z.literal('passkey'), signed: signedForm }),
]) satisfies z.ZodType<GivenFactor>;

/** A new second factor as forms send it. */
export const newFactorForm = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('totp'), draft: z.string().max(1000), code }),
  z.strictObject({ kind: z.literal('passkey'), made: madeForm }),
]) satisfies z.ZodType<NewFactor>;

/** Why a second factor did not convince, beside the field where there is one. */
export function sayFactor(kind: GivenFactor['kind'], why: FactorRefusal | 'over'): Refusal {
  switch (why) {
    case 'locked':
      return { formError: 'factor.problems.locked' };
    case 'over':
      return { formError: 'factor.problems.over' };
    case 'used':
      return { fieldErrors: { code: 'factor.problems.used' } };
    case 'wrong':
      if (kind === 'passkey') return { formError: 'factor.problems.wrongPasskey' };
      return {
        fieldErrors: {
          code: kind === 'recovery' ? 'factor.problems.wrongRecovery' : 'factor.problems.wrong',
        },
      };
    default:
      return assertNever(why);
  }
}

/** Why a new second factor was not kept. */
export function sayNewFactor(kind: NewFactor['kind'], why: NewFactorRefusal | 'over' | 'exists'): Refusal {
  switch (why) {
    case 'over':
      return { formError: 'factor.problems.over' };
    case 'exists':
      return { formError: 'factor.problems.exists' };
    case 'known':
      return { formError: 'factor.problems.known' };
    case 'too_many':
      return { formError: 'factor.problems.tooMany' };
    case 'draft_over':
      return { formError: 'factor.problems.draftOver' };
    case 'wrong':
      return kind === 'passkey'
        ? { formError: 'factor.problems.wrongPasskey' }
        : { fieldErrors: { code: 'factor.problems.wrongFirst' } };
    default:
      return assertNever(why);
  }
}
