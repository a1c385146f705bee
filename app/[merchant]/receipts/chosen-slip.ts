import { oneParam, type SearchParams } from '#components/tables/search-params.ts';
import type { Locale } from '#server/kernel/locale.ts';
import type { SlipDetail } from '#server/receipts/get-slip.ts';
import { readSheet, type Sheet } from '#server/receipts/paper.ts';
import { readLanguage } from '#server/receipts/read-language.ts';
import { chooseVersion, type SlipVersion } from '#server/receipts/slip-version.ts';

/** How a slip is seen, as query names. */
export type ChosenSlip = { lang: Locale; paper: Sheet; copy: SlipVersion };

/** The same as the address says it; the slip's own ways where it says nothing. */
export function chosenOf(slip: SlipDetail, asked: SearchParams): ChosenSlip {
  return {
    lang: readLanguage(oneParam(asked, 'lang'), slip),
    paper: readSheet(oneParam(asked, 'paper')),
    copy: chooseVersion(slip.printed, oneParam(asked, 'copy')),
  };
}
