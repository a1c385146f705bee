/** From the special to the general: most browsers also say that they are others. */
const BROWSERS = [
  ['Edge', /\bEdg(?:e|A|iOS)?\//],
  ['Opera', /\bOPR\//],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Firefox', /\b(?:Firefox|FxiOS)\//],
  ['Chrome', /\b(?:Chrome|CriOS)\//],
  ['Safari', /\bSafari\//],
] as const;

const SYSTEMS = [
  ['Windows', /\bWindows\b/],
  ['Android', /\bAndroid\b/],
  ['iOS', /\b(?:iPhone|iPad)\b/],
  ['macOS', /\bMac OS X\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['Linux', /\bLinux\b/],
] as const;

/** What a browser says of itself («user agent»), as people call it: «Firefox, Windows». What is not known stays as it is. Pure. */
export function nameBrowser(said: string): string {
  const known = [BROWSERS, SYSTEMS].flatMap((list) => list.find(([, sign]) => sign.test(said))?.[0] ?? []);
  return known.length > 0 ? known.join(', ') : said;
}
