/** The providers whose terminals can be driven, as rows name them. */
export const TERMINAL_PROVIDERS = ['iyzico', 'interpay'] as const;
export type TerminalProvider = (typeof TERMINAL_PROVIDERS)[number];
