import type { LucideIcon } from 'lucide-react';
import {
  ArrowLeftRight,
  CalendarCheck,
  CircleHelp,
  Download,
  House,
  Layers,
  Link2,
  ReceiptText,
  Settings,
  SmartphoneNfc,
} from 'lucide-react';
import type { Messages } from '#server/i18n/messages.ts';

/** A place in the main navigation; its words are `frame.nav.<key>`. */
export type NavKey = Exclude<keyof Messages['frame']['nav'], 'more'>;

/** One entry: where it leads below `/[merchant]`, its icon, and whether a phone's bottom bar shows it. */
export type NavEntry = { key: NavKey; path: string; icon: LucideIcon; isInBottomBar: boolean };

/** The main navigation in its order. A new screen adds its line here and its word to `frame.nav`. */
export const navigation: NavEntry[] = [
  { key: 'home', path: '', icon: House, isInBottomBar: true },
  { key: 'transactions', path: '/transactions', icon: ArrowLeftRight, isInBottomBar: true },
  { key: 'unresolved', path: '/unresolved', icon: CircleHelp, isInBottomBar: true },
  { key: 'receipts', path: '/receipts', icon: ReceiptText, isInBottomBar: false },
  { key: 'devices', path: '/devices', icon: SmartphoneNfc, isInBottomBar: false },
  { key: 'batches', path: '/batches', icon: Layers, isInBottomBar: false },
  { key: 'endOfDay', path: '/end-of-day', icon: CalendarCheck, isInBottomBar: true },
  { key: 'paymentLinks', path: '/payment-links', icon: Link2, isInBottomBar: false },
  { key: 'exports', path: '/exports', icon: Download, isInBottomBar: false },
  { key: 'settings', path: '/settings/connections', icon: Settings, isInBottomBar: false },
];
