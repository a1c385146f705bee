import { createRequire } from 'node:module';

type Fields = Record<string, unknown>;
type Called = (error: Error | null, answer: Fields) => void;
type Resource<Verb extends string> = Readonly<Record<Verb, (fields: Fields, called: Called) => void>>;

/** The provider's own client library, as far as it is used here. */
type Library = {
  payWithIyzico: Resource<'initialize' | 'retrieve'>;
  cancel: Resource<'create'>;
  refund: Resource<'create'>;
  refundV2: Resource<'create'>;
  payment: Resource<'retrieve'>;
  reportingTransactionDetails: Resource<'retrieve'>;
  reportingTransactions: Resource<'retrieve'>;
  reportingScrollTransactions: Resource<'retrieve'>;
  reportingPayoutCompleted: Resource<'retrieve'>;
};

/** How the library signs. */
type Signing = {
  generateAuthorizationHeaderV2(
    scheme: 'IYZWSv2',
    apiKey: string,
    separator: ':',
    secretKey: string,
    path: string,
    body: object,
    randomKey: string,
  ): string;
  calculateHmacSHA256Signature(values: readonly unknown[], secretKey: string): string;
};

// It comes without types, and in CommonJS.
const require = createRequire(import.meta.url);
const Iyzipay: new (config: {
  uri: string;
  apiKey: string;
  secretKey: string;
}) => Library = require('iyzipay');

/** What the library signs with, for comparison. */
export const librarySigning: Signing = require('iyzipay/lib/utils');

/** The library of an account against a base address. */
export function iyzipayLibrary(uri: string, keys: { apiKey: string; secretKey: string }): Library {
  return new Iyzipay({ uri, ...keys });
}

/** A call of the library as a promise. */
export function call<Verb extends string>(
  resource: Resource<Verb>,
  verb: Verb,
  fields: Fields,
): Promise<Fields> {
  return new Promise((resolve, reject) => {
    resource[verb](fields, (error, answer) => (error ? reject(error) : resolve(answer)));
  });
}
