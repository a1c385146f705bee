import type { Locale } from '#server/kernel/locale.ts';
import enAccount from './messages/en/account.json' with { type: 'json' };
import enApprovals from './messages/en/approvals.json' with { type: 'json' };
import enAudit from './messages/en/audit.json' with { type: 'json' };
import enBatches from './messages/en/batches.json' with { type: 'json' };
import enBoard from './messages/en/board.json' with { type: 'json' };
import enCommon from './messages/en/common.json' with { type: 'json' };
import enConnections from './messages/en/connections.json' with { type: 'json' };
import enDevices from './messages/en/devices.json' with { type: 'json' };
import enDossier from './messages/en/dossier.json' with { type: 'json' };
import enEndOfDay from './messages/en/endOfDay.json' with { type: 'json' };
import enExports from './messages/en/exports.json' with { type: 'json' };
import enFactor from './messages/en/factor.json' with { type: 'json' };
import enFailure from './messages/en/failure.json' with { type: 'json' };
import enFind from './messages/en/find.json' with { type: 'json' };
import enFrame from './messages/en/frame.json' with { type: 'json' };
import enHome from './messages/en/home.json' with { type: 'json' };
import enJoin from './messages/en/join.json' with { type: 'json' };
import enJournal from './messages/en/journal.json' with { type: 'json' };
import enLimits from './messages/en/limits.json' with { type: 'json' };
import enManage from './messages/en/manage.json' with { type: 'json' };
import enMatch from './messages/en/match.json' with { type: 'json' };
import enMoneyBack from './messages/en/moneyBack.json' with { type: 'json' };
import enPalette from './messages/en/palette.json' with { type: 'json' };
import enPay from './messages/en/pay.json' with { type: 'json' };
import enPaymentLink from './messages/en/paymentLink.json' with { type: 'json' };
import enPeople from './messages/en/people.json' with { type: 'json' };
import enPictures from './messages/en/pictures.json' with { type: 'json' };
import enPrivacy from './messages/en/privacy.json' with { type: 'json' };
import enPublicSlip from './messages/en/publicSlip.json' with { type: 'json' };
import enReason from './messages/en/reason.json' with { type: 'json' };
import enReceipt from './messages/en/receipt.json' with { type: 'json' };
import enRefusal from './messages/en/refusal.json' with { type: 'json' };
import enReportFile from './messages/en/reportFile.json' with { type: 'json' };
import enResolution from './messages/en/resolution.json' with { type: 'json' };
import enSale from './messages/en/sale.json' with { type: 'json' };
import enSignIn from './messages/en/signIn.json' with { type: 'json' };
import enSlip from './messages/en/slip.json' with { type: 'json' };
import enSlipLook from './messages/en/slipLook.json' with { type: 'json' };
import enSplitSale from './messages/en/splitSale.json' with { type: 'json' };
import enState from './messages/en/state.json' with { type: 'json' };
import enStatement from './messages/en/statement.json' with { type: 'json' };
import enStop from './messages/en/stop.json' with { type: 'json' };
import enStory from './messages/en/story.json' with { type: 'json' };
import enTimeline from './messages/en/timeline.json' with { type: 'json' };
import enTransactions from './messages/en/transactions.json' with { type: 'json' };
import frAccount from './messages/fr/account.json' with { type: 'json' };
import frApprovals from './messages/fr/approvals.json' with { type: 'json' };
import frAudit from './messages/fr/audit.json' with { type: 'json' };
import frBatches from './messages/fr/batches.json' with { type: 'json' };
import frBoard from './messages/fr/board.json' with { type: 'json' };
import frCommon from './messages/fr/common.json' with { type: 'json' };
import frConnections from './messages/fr/connections.json' with { type: 'json' };
import frDevices from './messages/fr/devices.json' with { type: 'json' };
import frDossier from './messages/fr/dossier.json' with { type: 'json' };
import frEndOfDay from './messages/fr/endOfDay.json' with { type: 'json' };
import frExports from './messages/fr/exports.json' with { type: 'json' };
import frFactor from './messages/fr/factor.json' with { type: 'json' };
import frFailure from './messages/fr/failure.json' with { type: 'json' };
import frFind from './messages/fr/find.json' with { type: 'json' };
import frFrame from './messages/fr/frame.json' with { type: 'json' };
import frHome from './messages/fr/home.json' with { type: 'json' };
import frJoin from './messages/fr/join.json' with { type: 'json' };
import frJournal from './messages/fr/journal.json' with { type: 'json' };
import frLimits from './messages/fr/limits.json' with { type: 'json' };
import frManage from './messages/fr/manage.json' with { type: 'json' };
import frMatch from './messages/fr/match.json' with { type: 'json' };
import frMoneyBack from './messages/fr/moneyBack.json' with { type: 'json' };
import frPalette from './messages/fr/palette.json' with { type: 'json' };
import frPay from './messages/fr/pay.json' with { type: 'json' };
import frPaymentLink from './messages/fr/paymentLink.json' with { type: 'json' };
import frPeople from './messages/fr/people.json' with { type: 'json' };
import frPictures from './messages/fr/pictures.json' with { type: 'json' };
import frPrivacy from './messages/fr/privacy.json' with { type: 'json' };
import frPublicSlip from './messages/fr/publicSlip.json' with { type: 'json' };
import frReason from './messages/fr/reason.json' with { type: 'json' };
import frReceipt from './messages/fr/receipt.json' with { type: 'json' };
import frRefusal from './messages/fr/refusal.json' with { type: 'json' };
import frReportFile from './messages/fr/reportFile.json' with { type: 'json' };
import frResolution from './messages/fr/resolution.json' with { type: 'json' };
import frSale from './messages/fr/sale.json' with { type: 'json' };
import frSignIn from './messages/fr/signIn.json' with { type: 'json' };
import frSlip from './messages/fr/slip.json' with { type: 'json' };
import frSlipLook from './messages/fr/slipLook.json' with { type: 'json' };
import frSplitSale from './messages/fr/splitSale.json' with { type: 'json' };
import frState from './messages/fr/state.json' with { type: 'json' };
import frStatement from './messages/fr/statement.json' with { type: 'json' };
import frStop from './messages/fr/stop.json' with { type: 'json' };
import frStory from './messages/fr/story.json' with { type: 'json' };
import frTimeline from './messages/fr/timeline.json' with { type: 'json' };
import frTransactions from './messages/fr/transactions.json' with { type: 'json' };
import trAccount from './messages/tr/account.json' with { type: 'json' };
import trApprovals from './messages/tr/approvals.json' with { type: 'json' };
import trAudit from './messages/tr/audit.json' with { type: 'json' };
import trBatches from './messages/tr/batches.json' with { type: 'json' };
import trBoard from './messages/tr/board.json' with { type: 'json' };
import trCommon from './messages/tr/common.json' with { type: 'json' };
import trConnections from './messages/tr/connections.json' with { type: 'json' };
import trDevices from './messages/tr/devices.json' with { type: 'json' };
import trDossier from './messages/tr/dossier.json' with { type: 'json' };
import trEndOfDay from './messages/tr/endOfDay.json' with { type: 'json' };
import trExports from './messages/tr/exports.json' with { type: 'json' };
import trFactor from './messages/tr/factor.json' with { type: 'json' };
import trFailure from './messages/tr/failure.json' with { type: 'json' };
import trFind from './messages/tr/find.json' with { type: 'json' };
import trFrame from './messages/tr/frame.json' with { type: 'json' };
import trHome from './messages/tr/home.json' with { type: 'json' };
import trJoin from './messages/tr/join.json' with { type: 'json' };
import trJournal from './messages/tr/journal.json' with { type: 'json' };
import trLimits from './messages/tr/limits.json' with { type: 'json' };
import trManage from './messages/tr/manage.json' with { type: 'json' };
import trMatch from './messages/tr/match.json' with { type: 'json' };
import trMoneyBack from './messages/tr/moneyBack.json' with { type: 'json' };
import trPalette from './messages/tr/palette.json' with { type: 'json' };
import trPay from './messages/tr/pay.json' with { type: 'json' };
import trPaymentLink from './messages/tr/paymentLink.json' with { type: 'json' };
import trPeople from './messages/tr/people.json' with { type: 'json' };
import trPictures from './messages/tr/pictures.json' with { type: 'json' };
import trPrivacy from './messages/tr/privacy.json' with { type: 'json' };
import trPublicSlip from './messages/tr/publicSlip.json' with { type: 'json' };
import trReason from './messages/tr/reason.json' with { type: 'json' };
import trReceipt from './messages/tr/receipt.json' with { type: 'json' };
import trRefusal from './messages/tr/refusal.json' with { type: 'json' };
import trReportFile from './messages/tr/reportFile.json' with { type: 'json' };
import trResolution from './messages/tr/resolution.json' with { type: 'json' };
import trSale from './messages/tr/sale.json' with { type: 'json' };
import trSignIn from './messages/tr/signIn.json' with { type: 'json' };
import trSlip from './messages/tr/slip.json' with { type: 'json' };
import trSlipLook from './messages/tr/slipLook.json' with { type: 'json' };
import trSplitSale from './messages/tr/splitSale.json' with { type: 'json' };
import trState from './messages/tr/state.json' with { type: 'json' };
import trStatement from './messages/tr/statement.json' with { type: 'json' };
import trStop from './messages/tr/stop.json' with { type: 'json' };
import trStory from './messages/tr/story.json' with { type: 'json' };
import trTimeline from './messages/tr/timeline.json' with { type: 'json' };
import trTransactions from './messages/tr/transactions.json' with { type: 'json' };
import { typesetFrench } from './typeset-french.ts';

// A new namespace is one import and one line here per language; the types and the tests follow from that.
const en = {
  account: enAccount,
  approvals: enApprovals,
  audit: enAudit,
  batches: enBatches,
  board: enBoard,
  common: enCommon,
  connections: enConnections,
  devices: enDevices,
  dossier: enDossier,
  endOfDay: enEndOfDay,
  exports: enExports,
  factor: enFactor,
  failure: enFailure,
  find: enFind,
  frame: enFrame,
  home: enHome,
  join: enJoin,
  journal: enJournal,
  limits: enLimits,
  manage: enManage,
  match: enMatch,
  moneyBack: enMoneyBack,
  palette: enPalette,
  pay: enPay,
  paymentLink: enPaymentLink,
  privacy: enPrivacy,
  people: enPeople,
  publicSlip: enPublicSlip,
  reason: enReason,
  receipt: enReceipt,
  refusal: enRefusal,
  pictures: enPictures,
  reportFile: enReportFile,
  resolution: enResolution,
  sale: enSale,
  signIn: enSignIn,
  slip: enSlip,
  slipLook: enSlipLook,
  splitSale: enSplitSale,
  state: enState,
  statement: enStatement,
  stop: enStop,
  story: enStory,
  timeline: enTimeline,
  transactions: enTransactions,
};

const tr: Messages = {
  account: trAccount,
  approvals: trApprovals,
  audit: trAudit,
  batches: trBatches,
  board: trBoard,
  common: trCommon,
  connections: trConnections,
  devices: trDevices,
  dossier: trDossier,
  endOfDay: trEndOfDay,
  exports: trExports,
  factor: trFactor,
  failure: trFailure,
  find: trFind,
  frame: trFrame,
  home: trHome,
  join: trJoin,
  journal: trJournal,
  limits: trLimits,
  manage: trManage,
  match: trMatch,
  moneyBack: trMoneyBack,
  palette: trPalette,
  pay: trPay,
  paymentLink: trPaymentLink,
  privacy: trPrivacy,
  people: trPeople,
  publicSlip: trPublicSlip,
  reason: trReason,
  receipt: trReceipt,
  refusal: trRefusal,
  pictures: trPictures,
  reportFile: trReportFile,
  resolution: trResolution,
  sale: trSale,
  signIn: trSignIn,
  slip: trSlip,
  slipLook: trSlipLook,
  splitSale: trSplitSale,
  state: trState,
  statement: trStatement,
  stop: trStop,
  story: trStory,
  timeline: trTimeline,
  transactions: trTransactions,
};

const fr: Messages = {
  account: frAccount,
  approvals: frApprovals,
  audit: frAudit,
  batches: frBatches,
  board: frBoard,
  common: frCommon,
  connections: frConnections,
  devices: frDevices,
  dossier: frDossier,
  endOfDay: frEndOfDay,
  exports: frExports,
  factor: frFactor,
  failure: frFailure,
  find: frFind,
  frame: frFrame,
  home: frHome,
  join: frJoin,
  journal: frJournal,
  limits: frLimits,
  manage: frManage,
  match: frMatch,
  moneyBack: frMoneyBack,
  palette: frPalette,
  pay: frPay,
  paymentLink: frPaymentLink,
  privacy: frPrivacy,
  people: frPeople,
  publicSlip: frPublicSlip,
  reason: frReason,
  receipt: frReceipt,
  refusal: frRefusal,
  pictures: frPictures,
  reportFile: frReportFile,
  resolution: frResolution,
  sale: frSale,
  signIn: frSignIn,
  slip: frSlip,
  slipLook: frSlipLook,
  splitSale: frSplitSale,
  state: frState,
  statement: frStatement,
  stop: frStop,
  story: frStory,
  timeline: frTimeline,
  transactions: frTransactions,
};

/** Every text of the interface, by namespace and key. English gives the shape; the other languages must have it too. */
export type Messages = typeof en;

/** The part of the texts one screen or subject owns. */
export type Namespace = keyof Messages;

/** All texts in every language; plain data, also for the worker, exports and mails. */
export const messages: Record<Locale, Messages> = { en, tr, fr: typesetFrench(fr) };

declare module 'next-intl' {
  interface AppConfig {
    Locale: Locale;
    Messages: Messages;
  }
}
