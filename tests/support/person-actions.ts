/** Every action of a person's own, a page whose build carries it, and a form its schema takes. */
export const PERSON_ACTIONS = {
  giveFactorAction: { page: '/signin/factor', fields: { kind: 'totp', code: '000000' } },
  askPasskeyAction: { page: '/signin/factor', fields: {} },
  makePasskeyAction: { page: '/signin/set-up', fields: {} },
  setUpFactorAction: { page: '/signin/set-up', fields: { kind: 'totp', draft: 'v1.k1.x', code: '000000' } },
  finishSetUpAction: { page: '/signin/set-up', fields: { stored: 'yes' } },
  confirmFactorAction: { page: '/kahve-duragi', fields: { kind: 'totp', code: '000000' } },
  changePasswordAction: {
    page: '/account',
    fields: { currentPassword: 'x', password: 'Fincan ve tabak 12', passwordAgain: 'Fincan ve tabak 12' },
  },
  renewCodesAction: { page: '/account', fields: {} },
  changeDetailsAction: { page: '/account', fields: { name: 'Selin', locale: 'en' } },
  draftFactorAction: { page: '/account', fields: {} },
  makeOwnPasskeyAction: { page: '/account', fields: {} },
  addFactorAction: { page: '/account', fields: { kind: 'totp', draft: 'v1.k1.x', code: '000000' } },
  renameFactorAction: { page: '/account', fields: { factor: 'fac_none', label: 'Telefon' } },
  removeFactorAction: { page: '/account', fields: { factor: 'fac_none' } },
  unlinkAction: { page: '/account', fields: {} },
  endOwnSessionsAction: { page: '/account', fields: { session: 'ses_none' } },
} satisfies Record<string, { page: string; fields: Record<string, string> }>;
export type PersonActionName = keyof typeof PERSON_ACTIONS;

/** Those that are for who gave the password and no second factor yet. */
export const WITH_PASSWORD_ALONE: readonly PersonActionName[] = [
  'giveFactorAction',
  'askPasskeyAction',
  'makePasskeyAction',
  'setUpFactorAction',
  'finishSetUpAction',
];
