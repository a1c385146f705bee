import { assertNever } from '#server/kernel/assert-never.ts';
import { PROVIDERS, type Provider } from '#server/kernel/providers.ts';

/** One thing an account is set up with. `secret`: written, sealed, and never shown again. */
export type AccountField =
  | { kind: 'secret'; name: SecretName }
  | { kind: 'choice'; name: 'model'; values: readonly string[] }
  | { kind: 'choice'; name: 'currency'; values: readonly string[] }
  | { kind: 'text'; name: 'fallbackEmail' };

/** What proves that a request is the merchant's, in the words of its provider. */
export type SecretName =
  | 'clientId'
  | 'clientSecret'
  | 'username'
  | 'password'
  | 'termId'
  | 'pass'
  | 'apiKey'
  | 'secretKey';

/** What an account with a provider is asked for. */
export type AccountForm = { provider: Provider; fields: readonly AccountField[] };

/** The form of every kind of account, in the order in which they are offered. */
export const ACCOUNT_FORMS: readonly AccountForm[] = PROVIDERS.map((provider) => ({
  provider,
  fields: fieldsOf(provider),
}));

/** What is secret of an account with a provider. */
export function secretsOf(provider: Provider): readonly SecretName[] {
  return fieldsOf(provider).flatMap((field) => (field.kind === 'secret' ? [field.name] : []));
}

function fieldsOf(provider: Provider): readonly AccountField[] {
  const secrets = (...names: SecretName[]) => names.map((name) => ({ kind: 'secret' as const, name }));
  switch (provider) {
    case 'iyzico':
      return [
        { kind: 'choice', name: 'model', values: ['507', '509'] },
        ...secrets('clientId', 'clientSecret', 'username', 'password'),
      ];
    case 'interpay':
      return [
        { kind: 'choice', name: 'currency', values: ['CAD', 'USD'] },
        { kind: 'text', name: 'fallbackEmail' },
        ...secrets('termId', 'pass'),
      ];
    case 'pay_with_iyzico':
      return secrets('apiKey', 'secretKey');
    default:
      return assertNever(provider);
  }
}
