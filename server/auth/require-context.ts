import { cookies } from 'next/headers';
import { cache } from 'react';
import { getRuntime } from '#server/runtime/runtime.ts';
import {
  findMember,
  findPerson,
  type MyMerchant,
  permit,
  type ReadKind,
  type SignedInPerson,
  toPerson,
} from './authorise.ts';
import type { Context } from './context.ts';
import type { Permission } from './permissions.ts';
import { readSessionToken } from './session-token.ts';

/** Layout and page of one render ask for the same member: the database answers once. Only within one render. */
const memberOfRender = cache(async (merchantSlug: string, isBackground: boolean) =>
  findMember(getRuntime(), await currentToken(), merchantSlug, { isBackground }),
);

const personOfRender = cache(async () => findPerson(getRuntime(), await currentToken()));

/**
 * The context of the signed-in person for one permission of the merchant in the address, checked against the database on
 * every request. Throws NotSignedIn, NotFound (no such merchant, or not theirs) or Forbidden (audited).
 */
export async function requireContext<P extends Permission>(
  merchantSlug: string,
  permission: P,
  { isBackground = false }: ReadKind = {},
): Promise<Context<P>> {
  return permit(getRuntime(), await memberOfRender(merchantSlug, isBackground), permission);
}

/**
 * The signed-in person and the merchants it may open, by name. Throws NotSignedIn. Inside a merchant's pages its slug saves
 * asking the database again.
 */
export async function requirePerson(
  merchantSlug?: string,
): Promise<{ person: SignedInPerson; merchants: MyMerchant[] }> {
  if (merchantSlug === undefined) return personOfRender();
  const { user, merchants } = await memberOfRender(merchantSlug, false);
  return { person: toPerson(user), merchants };
}

/** The token of the caller's browser, whoever that is and whatever it opens. */
export async function currentToken() {
  const jar = await cookies();
  return readSessionToken((name) => jar.get(name)?.value, getRuntime().config);
}
