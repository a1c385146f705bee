/**
 * Name of the session cookie. Over https it carries the `__Host-` prefix (RFC 6265bis §4.1.3.2): the browser then accepts
 * it only as Secure, for path `/` and for this very host. Over plain http, on one machine, no browser would keep that.
 */
export function sessionCookieName(publicUrl: string): string {
  return publicUrl.startsWith('https:') ? '__Host-vezne.session' : 'vezne.session';
}
