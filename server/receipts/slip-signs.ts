const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

/**
 * Decodes entities once: the six named ones and numeric ones that are characters. Everything else stays as it is written; a
 * decoded `<` is a sign like any other (§11.5).
 */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#([0-9]{1,10})|#[xX]([0-9a-fA-F]{1,8})|(amp|lt|gt|quot|apos|nbsp));/g,
    (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return NAMED[name] ?? whole;
      const point = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
      const isCharacter = point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff);
      return isCharacter ? String.fromCodePoint(point) : whole;
    },
  );
}

/**
 * A text without anything a printer or a screen would obey instead of show: line ends and tabs become blanks; other
 * controls, bidirectional overrides and signs without width fall out, ESC and GS among them (§11.5). Half a surrogate pair
 * becomes U+FFFD, so that a database takes it.
 */
export function withoutControls(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\n\t\u2028\u2029]/g, ' ')
    .replace(/[\p{Cc}\p{Cf}]/gu, '');
}
