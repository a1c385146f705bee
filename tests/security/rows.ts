import { command, type Row, tests } from './check.ts';

/** The checklist the product is held against, each requirement with what verifies it. */
export const ROWS = {
  S1: {
    requirement: 'Every read and write is authorised where the data are; proxy.ts only redirects',
    checks: [
      tests('tests/integration/authorisation.test.ts'),
      tests('tests/integration/server-action.test.ts'),
      tests('tests/e2e/doors.spec.ts'),
      command('node tests/security/without-proxy.ts'),
    ],
  },
  S2: {
    requirement: 'Each server action is a public POST: wrapped, with session, permission and schema',
    checks: [
      tests('tests/integration/wrapped-actions.test.ts'),
      tests('server/auth/action-body.test.ts'),
      tests('tests/e2e/forged-actions.spec.ts'),
      tests(
        'tests/e2e/doors.spec.ts',
        'knows every action that is in the build',
        'is refused what the role may not do',
        'nobody who is not signed in sees anything or does anything',
      ),
    ],
  },
  S3: {
    requirement: 'Who somebody is comes from the session row alone; no start without its secrets',
    checks: [
      tests(
        'server/config/config.test.ts',
        'the process refuses to start and names it',
        'is refused, and its value is not repeated',
      ),
      tests('tests/e2e/refuses-to-start.spec.ts'),
      tests('tests/integration/server-action.test.ts', 'is 401 with a token'),
      tests('tests/e2e/headers.spec.ts', 'a token in a header opens nothing'),
    ],
  },
  S4: {
    requirement:
      'Dependencies: floors, exact and locked, install scripts listed, bill of materials, no known hole',
    checks: [tests('tests/security/dependencies.test.ts'), command('node tests/security/audit-packages.ts')],
  },
  S5: {
    requirement: 'No code from outside is run, no program started, nothing reached but what is listed',
    checks: [
      tests('tests/security/reach.test.ts'),
      tests('tests/integration/secrets-stay.test.ts'),
      tests('tests/e2e/doors.spec.ts', 'nothing that is sent to a browser to be run knows'),
    ],
  },
  S6: {
    requirement: 'Forwarded headers, Upgrade, images and rewrites move nothing',
    checks: [
      tests('tests/e2e/headers.spec.ts', 'no header moves', 'pictures are not made anew'),
      tests('tests/e2e/doors.spec.ts', 'no header goes around', 'no spelling of an address'),
    ],
  },
  S7: {
    requirement: 'What changes something needs our Origin: another, null or none is refused',
    checks: [
      tests('server/auth/origin.test.ts'),
      tests('tests/integration/server-action.test.ts'),
      tests('tests/e2e/doors.spec.ts', 'unless it comes from a page', 'unless its request comes from a page'),
      tests('tests/e2e/headers.spec.ts', 'an unsafe method is refused'),
    ],
  },
  S8: {
    requirement: 'Nothing of a merchant is kept by a cache, or shown to the next one who asks',
    checks: [tests('tests/e2e/headers.spec.ts', 'every route of the build', 'is shown to nobody')],
  },
  S9: {
    requirement: 'A session is a row: 15 minutes idle, 8 hours at most, over at once when it is ended',
    checks: [
      tests('tests/integration/sign-in.test.ts'),
      tests('tests/integration/sessions-at-once.test.ts'),
      tests('tests/integration/authorisation.test.ts', 'follows a change of role'),
      tests('tests/integration/people.test.ts', 'is out at once', 'ends all sessions', 'every session ends'),
      tests('tests/e2e/doors.spec.ts', 'a copied cookie is worth nothing'),
    ],
  },
  S10: {
    requirement: 'A second factor for everybody, each code once, no way around it',
    checks: [
      tests('tests/integration/second-factor.test.ts'),
      tests('server/auth/totp.test.ts'),
      tests('server/auth/recovery-codes.test.ts'),
      tests('tests/integration/people.test.ts', 'a forgotten password'),
      tests('tests/e2e/second-factor.spec.ts'),
      tests(
        'tests/integration/single-sign-on.test.ts',
        'single sign-on',
        'lets in',
        'believed only',
        'comes back',
        'a browser',
      ),
    ],
  },
  S11: {
    requirement: 'A fresh factor before what is grave',
    checks: [
      tests('server/auth/fresh-factor.test.ts'),
      tests('tests/integration/second-factor.test.ts', 'a fresh factor'),
      tests('tests/integration/server-action.test.ts', 'asks for a fresh factor'),
      tests('tests/security/grave.test.ts'),
    ],
  },
  S12: {
    requirement: 'Passwords: long, not leaked, not one of the last, chosen by their owner',
    checks: [
      tests('server/auth/password-rule.test.ts'),
      tests('server/auth/leaked-passwords.test.ts'),
      tests('tests/integration/people.test.ts', 'nor against the rule', 'nor one of the four before it'),
    ],
  },
  S13: {
    requirement: 'Argon2id above 19 MiB, renewed at sign-in, a bounded number at once',
    checks: [tests('server/auth/password.test.ts')],
  },
  S14: {
    requirement:
      'Ten tries, then 30 minutes; an address waits longer and longer; nobody learns who exists; live sessions go on',
    checks: [
      tests('tests/integration/sign-in.test.ts', 'refused sign-in', 'ten wrong tries'),
      tests('tests/integration/people.test.ts', 'no sooner than what any of it takes, whoever exists'),
      tests('server/auth/slow-down.test.ts'),
      tests('server/auth/asker.test.ts'),
      tests('tests/integration/slow-down.test.ts'),
    ],
  },
  S15: {
    requirement: 'The merchant leads every key; row security is forced and the role owns nothing',
    checks: [
      tests('tests/integration/tenancy.test.ts'),
      tests('tests/integration/authorisation.test.ts', 'the start of the process'),
      tests('tests/e2e/doors.spec.ts', 'ids of another merchant', 'the lists of a merchant'),
    ],
  },
  S16: {
    requirement: 'Steps in their order, limits, checked and done as one, two people where two are asked for',
    checks: [
      tests('tests/integration/resolutions.test.ts'),
      tests('tests/integration/sign-off.test.ts'),
      tests('tests/integration/money-back.test.ts'),
      tests('tests/integration/attack.test.ts'),
      tests('tests/integration/attack-books.test.ts'),
      tests('tests/integration/approvals.test.ts'),
    ],
  },
  S17: {
    requirement: 'Only listed fields in listed forms, from browsers and providers alike',
    checks: [
      tests('server/auth/form-object.test.ts'),
      tests('server/gateways/iyzico/any-answer.test.ts'),
      tests('server/gateways/pay-with-iyzico/any-answer.test.ts'),
      tests('server/gateways/interpay/any-callback.test.ts'),
      command('node tests/hostile/main.ts 10000'),
    ],
  },
  S18: {
    requirement: 'Outgoing calls: listed hosts, no private address, no redirect, certificates always',
    checks: [
      tests('server/gateways/http.test.ts'),
      tests('tests/security/reach.test.ts', 'goes through one door', 'never skips the look'),
      tests('server/mail/mail-carrier.test.ts'),
      tests('tests/integration/single-sign-on.test.ts', 'is asked of the issuer alone'),
    ],
  },
  S19: {
    requirement: 'Signatures are verified; an unsigned callback needs the secret of its one operation',
    checks: [
      tests('server/gateways/pay-with-iyzico/sign.test.ts'),
      tests('server/gateways/pay-with-iyzico/notices.test.ts'),
      tests('tests/integration/callbacks-bind.test.ts'),
      tests('tests/integration/callbacks-arrive.test.ts'),
      tests('tests/integration/payment-link-hints.test.ts'),
    ],
  },
  S20: {
    requirement:
      'Headers of every answer: nonce policy, HSTS, no frame, no sniffing, no referrer; cookies of one host',
    checks: [
      tests(
        'tests/e2e/headers.spec.ts',
        'every route of the build',
        'every script of a page',
        'ends like a picture',
      ),
      tests('tests/proxy.test.ts'),
      tests('server/auth/session-cookie.test.ts'),
    ],
  },
  S21: {
    requirement: 'What came from outside is text on every page, slip and file',
    checks: [
      tests('server/exports/write-csv.test.ts'),
      tests('server/exports/export-xlsx.test.ts', 'holds any text as text'),
      tests('server/receipts/parse-hostile-markup.test.ts'),
      tests('components/receipts/slip.test.tsx'),
      tests('tests/security/reach.test.ts', 'no text becomes markup'),
    ],
  },
  S22: {
    requirement: 'Of a card the first six and last four digits at most, anywhere',
    checks: [
      tests('tests/e2e/leaves-nothing.spec.ts'),
      tests('server/gateways/iyzico/redact.test.ts'),
      tests('tests/integration/attack-callbacks.test.ts', 'shows them to the manager, and to support'),
      tests('tests/integration/export-transactions.test.ts', 'no digit of a card but the last four'),
    ],
  },
  S23: {
    requirement: 'Secrets of providers are sealed, bound to their place, rotated while sales run',
    checks: [
      tests('server/terminals/seal.test.ts'),
      tests('tests/integration/keys-rotate.test.ts'),
      tests('tests/integration/secrets-stay.test.ts'),
    ],
  },
  S24: {
    requirement: 'Who did what, when and with what result is recorded, readings of the record too',
    checks: [
      tests('server/audit/actions.test.ts'),
      tests('tests/integration/audit-search.test.ts'),
      tests('tests/integration/sign-in.test.ts', 'is in the audit of every merchant'),
      tests('tests/integration/authorisation.test.ts', 'kept in the audit'),
    ],
  },
  S25: {
    requirement: 'An edited, deleted, swapped, cut off or restored record is found',
    checks: [
      tests('tests/integration/audit-chain.test.ts'),
      tests('tests/integration/tenancy.test.ts', 'cannot be changed, removed or emptied'),
    ],
  },
  S26: {
    requirement: 'Whatever breaks, people are told a code and nothing of the inside',
    checks: [
      tests('tests/integration/server-action.test.ts', 'shows a code and nothing else', 'is 500 with a code'),
      command('node tests/hostile/main.ts 10000'),
    ],
  },
  S27: {
    requirement: 'Bodies, pages, files and rates are bounded',
    checks: [
      tests('server/auth/rate-limit.test.ts'),
      tests('tests/integration/server-action.test.ts', 'slows a person down'),
      tests('tests/e2e/forged-actions.spec.ts', 'a body over the limit'),
      tests(
        'tests/integration/callbacks-arrive.test.ts',
        'larger than 1 MiB',
        'no further than what is kept',
        'less often',
      ),
      tests('tests/integration/exports.test.ts', 'a few at a time'),
      tests('tests/e2e/bounded.spec.ts'),
    ],
  },
  S28: {
    requirement: 'Personal data: listed with purpose and time, erased on request, deleted in time',
    checks: [
      tests('tests/integration/privacy.test.ts'),
      tests('server/privacy/personal-data.test.ts'),
      tests('server/privacy/contact.test.ts'),
      tests('server/privacy/retention.test.ts'),
    ],
  },
} satisfies Record<string, Row>;

/** The number of a row. */
export type RowId = keyof typeof ROWS;
