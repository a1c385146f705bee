import type { LucideIcon } from 'lucide-react';
import {
  ArrowLeftRight,
  CalendarCheck,
  ChartColumn,
  CircleHelp,
  Download,
  FileCheck2,
  House,
  Layers,
  Link2,
  ReceiptText,
  ScrollText,
  Settings,
  SmartphoneNfc,
  UserRoundCheck,
} from 'lucide-react';
import type { Messages } from '#server/i18n/messages.ts';

/** A place in the main navigation; its words are `frame.nav.<key>`. */
export type NavKey = Exclude<keyof Messages['frame']['nav'], 'more'>;

/**
 * One entry: where it leads below `/[merchant]`, the letter that leads there after `g`, its icon, and whether it comes first into a
 * phone's bottom bar.
 */
export type NavEntry = {
  key: NavKey;
  letter?: string;
  path: string;
  icon: LucideIcon;
  isInBottomBar?: true;
};

/** The main navigation in its order. A new screen adds its line here and its word to `frame.nav`. */
export const navigation: NavEntry[] = [
  { key: 'home', letter: 'h', path: '', icon: House, isInBottomBar: true },
  { key: 'transactions', letter: 't', path: '/transactions', icon: ArrowLeftRight, isInBottomBar: true },
  { key: 'unresolved', letter: 'u', path: '/unresolved', icon: CircleHelp, isInBottomBar: true },
  { key: 'receipts', letter: 'r', path: '/receipts', icon: ReceiptText },
  { key: 'devices', letter: 'd', path: '/devices', icon: SmartphoneNfc },
  { key: 'batches', letter: 'b', path: '/batches', icon: Layers },
  { key: 'endOfDay', letter: 'e', path: '/end-of-day', icon: CalendarCheck, isInBottomBar: true },
  { key: 'reports', letter: 'm', path: '/reports', icon: FileCheck2 },
  { key: 'paymentLinks', letter: 'l', path: '/payment-links', icon: Link2 },
  { key: 'approvals', letter: 'v', path: '/approvals', icon: UserRoundCheck },
  { key: 'pictures', letter: 'p', path: '/pictures', icon: ChartColumn },
  { key: 'exports', letter: 'x', path: '/exports', icon: Download },
  { key: 'audit', letter: 'a', path: '/audit', icon: ScrollText },
  { key: 'settings', letter: 's', path: '/settings/connections', icon: Settings },
];

/**
 * Whether somebody who is at an address is in this place of the merchant whose addresses begin with `base`. All pages below the
 * first word of a path are of its place.
 */
export function isAt({ path }: NavEntry, base: string, pathname: string): boolean {
  const [, word] = path.split('/');
  return word ? `${pathname}/`.startsWith(`${base}/${word}/`) : pathname === base;
}

/** Beside «more». */
const IN_BAR = 4;

/**
 * The entries of a phone's bottom bar and those behind «more»: for every role four, in the order of the navigation, those that
 * come first before others. What would be alone behind «more» stands in its place.
 */
export function splitForBar(entries: readonly NavEntry[]): { bar: NavEntry[]; rest: NavEntry[] } {
  if (entries.length <= IN_BAR + 1) return { bar: [...entries], rest: [] };
  const byRank = entries.toSorted((a, b) => Number(!a.isInBottomBar) - Number(!b.isInBottomBar));
  const chosen = new Set(byRank.slice(0, IN_BAR));
  return {
    bar: entries.filter((entry) => chosen.has(entry)),
    rest: entries.filter((entry) => !chosen.has(entry)),
  };
}
