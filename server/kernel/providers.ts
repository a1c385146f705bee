/** The providers whose terminals can be driven, as rows name them. */
export const TERMINAL_PROVIDERS = ['iyzico', 'interpay'] as const;

/** The providers on whose own page a payer pays. */
export const HOSTED_PROVIDERS = ['pay_with_iyzico'] as const;
export type HostedProvider = (typeof HOSTED_PROVIDERS)[number];

/** Every provider. */
export const PROVIDERS = [...TERMINAL_PROVIDERS, ...HOSTED_PROVIDERS] as const;
export type Provider = (typeof PROVIDERS)[number];

/** Whether payers of this provider pay on its own page. */
export function isHosted(provider: Provider): provider is HostedProvider {
  return HOSTED_PROVIDERS.some((one) => one === provider);
}
