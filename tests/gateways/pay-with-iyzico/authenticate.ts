import type { Gateway } from './gateway.ts';
import { type Refusal, refusal } from './refusals.ts';
import type { GatewayAccount } from './settings.ts';
import { hmac, isSameText } from './sign.ts';

/** A request as it came over the wire. */
export type ProviderRequest = {
  method: string;
  /** Without the query. */
  path: string;
  query: string;
  /** Names in lower case. */
  headers: ReadonlyMap<string, string>;
  body: Buffer;
};

/** Whose request it is: recomputes the signature from the very bytes that came (§2). */
export function authenticate(gateway: Gateway, request: ProviderRequest): GatewayAccount | Refusal {
  const header = request.headers.get('authorization') ?? '';
  const [, encoded] = /^IYZWSv2 ([A-Za-z0-9+/]+={0,2})$/.exec(header) ?? [];
  if (encoded === undefined) return refusal('1001', 'Authorization is no IYZWSv2');
  const plain = Buffer.from(encoded, 'base64').toString('utf8');
  const match = /^apiKey:(.*)&randomKey:(.*)&signature:([0-9a-f]{64})$/s.exec(plain);
  if (!match) return refusal('1000', 'Authorization does not hold a key, a random key and a signature');
  const [, apiKey = '', randomKey = '', signature = ''] = match;
  const account = gateway.accounts.get(apiKey);
  if (!account) return refusal('1001', 'no such apiKey');
  if (randomKey === '') return refusal('1000', 'the random key is empty');
  const sent = request.headers.get('x-iyzi-rnd');
  if (sent !== undefined && sent !== randomKey) return refusal('1000', 'x-iyzi-rnd is another random key');
  const isRight = signedParts(request).some((parts) =>
    isSameText(hmac(account.secretKey, randomKey, ...parts), signature),
  );
  return isRight ? account : refusal('1000', 'the signature is not that of the bytes that came');
}

/** A GET is signed over its path, or over its path and the two bytes `{}` that one client sends with it. */
function signedParts({ method, path, body }: ProviderRequest): (string | Buffer)[][] {
  return method === 'GET' ? [[path], [path, '{}'], [path, body]] : [[path, body]];
}
