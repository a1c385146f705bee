const NUMBERS = ['127.0.0.1', '[::1]'];

/**
 * Where the same page stands under the name of `PUBLIC_URL`, when that is `localhost` and the page was asked for by number: a
 * passkey belongs to a name, and a session cookie to the name it was set under. Null for everything else; behind a reverse
 * proxy the host of a request says nothing.
 */
export function underOwnName(publicUrl: string, host: string | null, path: string): string | null {
  const ours = URL.parse(publicUrl);
  if (ours?.hostname !== 'localhost') return null;
  return NUMBERS.some((number) => host === `${number}:${ours.port}`) ? `${ours.origin}${path}` : null;
}
