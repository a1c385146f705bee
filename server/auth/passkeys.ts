import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { z } from 'zod';

/** A passkey as it is stored, all in text. */
export type StoredPasskey = {
  credentialId: string;
  publicKey: string;
  signCount: number;
  transports: string[];
};

/** The site a passkey belongs to: it signs for no other. */
export type Site = { publicUrl: string };

/** A browser has a minute for its dialog, and we as long to hear of it. */
const TIMEOUT_MS = 60_000;

const base64url = z.string().regex(/^[A-Za-z0-9_-]*$/);
const named = {
  id: base64url.min(1).max(1400),
  rawId: base64url.min(1).max(1400),
  type: z.literal('public-key'),
};
const told = { clientExtensionResults: z.record(z.string(), z.unknown()) };

/** What a browser answers after a passkey was made (WebAuthn, `RegistrationResponseJSON`), as far as we read it. */
const registration = z.object({
  ...named,
  ...told,
  response: z.object({
    clientDataJSON: base64url.max(4000),
    attestationObject: base64url.max(16_000),
    transports: z.array(z.string().max(32)).max(8).optional(),
  }),
});

/** What a browser answers after a passkey signed (`AuthenticationResponseJSON`), as far as we read it. */
const authentication = z.object({
  ...named,
  ...told,
  response: z.object({
    clientDataJSON: base64url.max(4000),
    authenticatorData: base64url.max(4000),
    signature: base64url.max(16_000),
    userHandle: base64url.max(200).optional(),
  }),
});

const json = z.string().max(32_000).transform(readJson);

/** A passkey’s answer to be verified, out of the field of a form. */
export const signedForm = json.pipe(authentication);
export type Signed = z.output<typeof signedForm>;

/** A new passkey to be verified, out of the field of a form. */
export const madeForm = json.pipe(registration);
export type Made = z.output<typeof madeForm>;

/** What a browser needs to have a passkey made. Those the person has already are not made again. */
export async function askToMake(
  { publicUrl }: Site,
  person: { id: string; email: string; name: string },
  known: readonly Pick<StoredPasskey, 'credentialId' | 'transports'>[],
) {
  return generateRegistrationOptions({
    rpName: 'Vezne',
    rpID: new URL(publicUrl).hostname,
    userID: Uint8Array.from(Buffer.from(person.id)),
    userName: person.email,
    userDisplayName: person.name,
    timeout: TIMEOUT_MS,
    excludeCredentials: known.map(toDescriptor),
    // The password was asked for already: a key that only feels a touch is a second factor too.
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
  });
}

/** What a browser needs to have one of these passkeys sign. */
export async function askToSign(
  { publicUrl }: Site,
  known: readonly Pick<StoredPasskey, 'credentialId' | 'transports'>[],
) {
  return generateAuthenticationOptions({
    rpID: new URL(publicUrl).hostname,
    allowCredentials: known.map(toDescriptor),
    timeout: TIMEOUT_MS,
    userVerification: 'preferred',
  });
}

/** The passkey that was made for this site and this challenge; null when anything of it is not as it has to be. */
export async function verifyMade(
  { publicUrl }: Site,
  made: Made,
  challenge: string,
): Promise<StoredPasskey | null> {
  const verified = await verifyRegistrationResponse({
    response: made,
    expectedChallenge: challenge,
    expectedOrigin: new URL(publicUrl).origin,
    expectedRPID: new URL(publicUrl).hostname,
    requireUserVerification: false,
  }).catch(() => null);
  if (!verified?.verified) return null;
  const { id, publicKey, counter } = verified.registrationInfo.credential;
  return {
    credentialId: id,
    publicKey: Buffer.from(publicKey).toString('base64url'),
    signCount: counter,
    transports: made.response.transports ?? [],
  };
}

/**
 * How often the passkey says it has signed, when it signed this challenge for this site; null when anything is not as it has to
 * be. One that counts must have counted on: otherwise there are two of it (WebAuthn §6.1.1).
 */
export async function verifySigned(
  { publicUrl }: Site,
  signed: Signed,
  challenge: string,
  passkey: StoredPasskey,
): Promise<number | null> {
  const verified = await verifyAuthenticationResponse({
    response: signed,
    expectedChallenge: challenge,
    expectedOrigin: new URL(publicUrl).origin,
    expectedRPID: new URL(publicUrl).hostname,
    credential: {
      id: passkey.credentialId,
      publicKey: Uint8Array.from(Buffer.from(passkey.publicKey, 'base64url')),
      counter: passkey.signCount,
    },
    requireUserVerification: false,
  }).catch(() => null);
  return verified?.verified ? verified.authenticationInfo.newCounter : null;
}

function toDescriptor({ credentialId, transports }: Pick<StoredPasskey, 'credentialId' | 'transports'>) {
  return { id: credentialId, transports };
}

function readJson(text: string, ctx: z.core.$RefinementCtx): unknown {
  try {
    return JSON.parse(text);
  } catch {
    ctx.addIssue('no JSON');
    return z.NEVER;
  }
}
