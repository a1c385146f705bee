import type { PageEntry } from '#tests/gateways/pay-with-iyzico/book.ts';
import { hmac } from '#tests/gateways/pay-with-iyzico/sign.ts';
import type { Dice } from '../../random.ts';
import type { World } from '../../world.ts';

/** What comes to an address of ours about a page: a notice of the provider's, a payer's browser, or a forgery of either. */
export type Hint = {
  kind: 'notice' | 'return';
  url: string;
  method: 'POST' | 'GET';
  headers: Record<string, string>;
  body: string;
  /** The page it is about, as far as it is about one. */
  about: PageEntry | null;
  /** As what it is counted. */
  row: string | null;
  /** Whoever sent it may say what it says. */
  isGenuine: boolean;
};

const SIGNATURE = 'x-iyz-signature-v3';

/** What else comes while something true does: of somebody who knows some of it, and not what proves it. */
export function forgeriesOf(world: World, dice: Dice, hint: Hint): Hint[] {
  const forge = hint.kind === 'notice' ? forgedNotice : forgedReturn;
  return Array.from({ length: dice.int(1, 3) }, () => ({
    ...hint,
    isGenuine: false,
    row: `forged ${hint.kind}`,
    ...forge(world, dice, hint),
  }));
}

function forgedNotice(world: World, dice: Dice, { url, headers, body }: Hint): Partial<Hint> {
  const { accounts, settings } = world.pages.gateway;
  const told = JSON.parse(body) as Record<string, unknown>;
  const signedBy = (key: string) => {
    const { iyziEventType, iyziPaymentId, token, paymentConversationId, status } = told;
    return hmac(key, `${key}${iyziEventType}${iyziPaymentId}${token}${paymentConversationId}${status}`);
  };
  const others = [...accounts.values()].filter(({ webhookUrl }) => webhookUrl !== url);
  const other = others[0]?.secretKey ?? 'another-key';
  // Where the provider signs nothing, whoever knows what opens a page may as well be the provider.
  const isSigned = settings.signsWebhooks;
  const wrong = { ...headers, [SIGNATURE]: dice.pick([signedBy(other), '0'.repeat(64), '', signedBy('')]) };
  switch (dice.pick(['signature', 'unsigned', 'changed', 'address', 'large', 'broken', 'type'] as const)) {
    case 'signature':
      return { headers: wrong };
    case 'unsigned':
      return { headers: { 'content-type': 'application/json' }, isGenuine: !isSigned };
    case 'changed': {
      const status = told.status === 'SUCCESS' ? 'FAILURE' : 'SUCCESS';
      return { body: JSON.stringify({ ...told, status, iyziReferenceCode: 'new' }), isGenuine: !isSigned };
    }
    case 'address':
      return { url: otherAddress(dice, url) };
    case 'large':
      return { body: `{"token":"${'x'.repeat(70_000)}"}` };
    case 'broken':
      return { body: body.slice(1) };
    case 'type':
      return { headers: { ...headers, 'content-type': 'text/plain' } };
  }
}

function forgedReturn(world: World, dice: Dice, { url, body, about }: Hint): Partial<Hint> {
  const entries = world.pages.gateway.ledger.entries();
  const strangers = entries.filter(({ token }) => token !== about?.token);
  const strange = strangers.length > 0 ? dice.pick(strangers).token : 'nobodys';
  switch (dice.pick(['token', 'none', 'twice', 'address', 'get', 'type', 'large'] as const)) {
    case 'token':
      return { body: new URLSearchParams({ token: strange }).toString() };
    case 'none':
      return { body: '' };
    case 'twice':
      return { body: `${body}&token=${strange}` };
    case 'address':
      return { url: otherAddress(dice, url) };
    case 'get':
      return { method: 'GET' };
    case 'type':
      return { headers: { 'content-type': 'application/json' } };
    case 'large':
      return { body: `${body}&more=${'x'.repeat(70_000)}` };
  }
}

/** An address of ours that nobody was given. */
function otherAddress(dice: Dice, url: string): string {
  const to = new URL(url);
  const [, api, callbacks, provider, token = '', kind] = to.pathname.split('/');
  const letter = token.at(-1) === 'a' ? 'b' : 'a';
  const other = dice.pick([`${token.slice(0, -1)}${letter}`, token.slice(0, 26), '', token.toUpperCase()]);
  to.pathname = ['', api, callbacks, provider, other, kind].join('/');
  return to.href;
}
