/** Stands in for our own host: only the shape of the address matters here. */
const HERE = 'http://vezne.invalid';

/**
 * The address on our own host to go to after signing in, from text anybody may have written into a link. Only a path with
 * its query is let through; another scheme or host, a second slash, a backslash, a control character or a page of signing
 * in gives `/`.
 */
export function safePath(wanted: unknown): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: browsers drop these from addresses, which would hide a second slash
  if (typeof wanted !== 'string' || wanted.length > 2000 || /[\u0000-\u0020\u007f\\]/.test(wanted))
    return '/';
  if (!wanted.startsWith('/') || wanted.startsWith('//')) return '/';
  const url = URL.parse(wanted, HERE);
  if (!url || url.origin !== HERE || url.pathname.startsWith('//')) return '/';
  return /^\/signin(?:\/|$)/.test(url.pathname) ? '/' : `${url.pathname}${url.search}`;
}
