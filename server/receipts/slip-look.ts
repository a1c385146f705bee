import { z } from 'zod';
import type { SlipLookRow } from '#db/queries/slip-looks.ts';
import type { Locale } from '#server/kernel/locale.ts';
import type { SlipImage } from './receipt.ts';

/** As many lines as a merchant may put below its slips, and the most signs in one; a long one wraps on the roll. */
export const FOOTER = { lines: 3, signs: 96 } as const;

const lines = z.array(z.string().min(1).max(FOOTER.signs)).max(FOOTER.lines);
const footerSchema = z.object({ tr: lines, en: lines, fr: lines });

/** The merchant's own lines of its slips, in each language; none where it wrote none. */
export type SlipFooter = Record<Locale, string[]>;

/** What a merchant puts on the slips we compose: a picture above, and lines below. */
export type SlipLook = { logo: SlipImage | null; footer: SlipFooter };

/** A stored look, or that nothing was chosen. */
export function toLook(row: SlipLookRow | null): SlipLook {
  if (!row) return { logo: null, footer: { tr: [], en: [], fr: [] } };
  const { logo, logoWidth: width, logoHeight: height } = row;
  return {
    logo: logo && width && height ? { type: 'png', base64: logo, width, height } : null,
    footer: footerSchema.parse(row.footer),
  };
}
