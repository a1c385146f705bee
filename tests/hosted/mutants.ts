/** A one-line mistake in the client, and where. */
export type Mutant = { name: string; file: string; find: string; replace: string };

const at = (file: string) => `server/gateways/pay-with-iyzico/${file}`;

/** Mistakes that only the wire shows. */
export const MUTANTS: readonly Mutant[] = [
  {
    name: 'the query is signed too',
    file: at('client.ts'),
    find: 'path: url.pathname, body }),',
    replace: "path: url.pathname + (method === 'GET' ? '?' : ''), body }),",
  },
  {
    name: 'a body is written anew after it was signed',
    file: at('client.ts'),
    find: 'return deps.http.post({ ...request, url: url.href, body });',
    replace:
      'return deps.http.post({ ...request, url: url.href, body: JSON.stringify(call.fields, null, 1) });',
  },
  {
    name: 'the random key is always the same',
    file: at('client.ts'),
    find: 'deps.randomKey ?? (() => crypto.randomUUID())',
    replace: "deps.randomKey ?? (() => 'always-the-same')",
  },
  {
    name: 'a price has a comma',
    file: at('requests.ts'),
    find: '    price: toDecimal(amount),\n',
    replace: "    price: toDecimal(amount).replace('.', ','),\n",
  },
  {
    name: 'the ip of a return is left out',
    file: at('requests.ts'),
    find: "const common = { locale: 'tr', conversationId: reference, ip };",
    replace: "const common = { locale: 'tr', conversationId: reference, ...(ip && {}) };",
  },
  {
    name: 'a refund of an item goes to the whole payment',
    file: at('requests.ts'),
    find: 'paymentTransactionId: wish.providerItemId, ...price',
    replace: 'paymentId: payment.providerPaymentId, ...price',
  },
  {
    name: 'a reason is written large',
    file: at('requests.ts'),
    find: "{ reason: 'other', description }",
    replace: "{ reason: 'OTHER', description }",
  },
  {
    name: 'amounts are signed with their zeros',
    file: at('decimal.ts'),
    find: "return text.includes('.') ? text.replace(/\\.?0+$/, '') : text;",
    replace: 'return text;',
  },
  {
    name: 'an entry of anybody is taken for ours',
    file: at('read-back.ts'),
    find: 'entries.filter(({ reference }) => reference === wish.reference)',
    replace: "entries.filter(({ reference }) => reference !== '')",
  },
  {
    name: 'only the first item of a refund is counted',
    file: at('read-back.ts'),
    find: 'parts.reduce((total, part) => total + part.minor, 0)',
    replace: 'parts.slice(0, 1).reduce((total, part) => total + part.minor, 0)',
  },
];
