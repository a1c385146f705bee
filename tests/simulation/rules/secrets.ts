import type { World } from '../world.ts';
import type { Breaks } from './rules.ts';

const KEPT_TEXT = [
  ...(['exchanges', 'audit_log', 'transaction_events', 'transactions', 'eod_reports', 'inbox'] as const),
  'payment_links',
];

/** INV-19: no password, client secret or token in clear text in any table. */
export function noSecrets(world: World, breaks: Breaks): void {
  const { interpay, pages } = world;
  const secrets = [
    ...world.network.gateway.clients.flatMap((client) => [client.clientSecret, client.password]),
    ...[...interpay.gateway.accounts.values()].map((account) => account.pass),
    ...[...pages.gateway.accounts.values()].flatMap(({ apiKey, secretKey }) => [apiKey, secretKey]),
    // Who has it can pay.
    ...pages.gateway.ledger.entries().map(({ token }) => token),
    ...interpay.calls.flatMap((call) => call.tokens.map((token) => token.slice(26))),
  ];
  for (const table of KEPT_TEXT) {
    const text = JSON.stringify(world.database.store.rows(table));
    const found = secrets.filter((secret) => text.includes(secret));
    if (found.length > 0 || /"(?:access|refresh)_token":"(?!\[)/.test(text))
      breaks('INV-19', `a secret stands in ${table}`);
  }
}
