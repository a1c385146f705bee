import { setTimeout as delay } from 'node:timers/promises';
import type { LiveSplitSaleRead } from '#components/live/live-split-sale.ts';
import type { LiveTransaction } from '#components/live/live-transaction.ts';
import { demoPeople, kahveDuragi } from '#db/seeds/demo-world.ts';
import { kahveOnline } from '#db/seeds/online-till.ts';
import { messages } from '#server/i18n/messages.ts';
import type { DeviceId } from '#server/kernel/ids.ts';
import { ids as madeUp } from '#tests/factories/ids.ts';
import { type ActionAnswer, type ActionCall, callAction } from './action-call.ts';
import { type KahveIds, TERMINAL } from './kahve.ts';
import { act } from './sandbox.ts';
import { type Visitor, visit } from './visitor.ts';
import { waitFor } from './wait-for.ts';

const HOME = kahveDuragi.slug;

const deviceId = idOfDevice(TERMINAL);
const FISCAL_DEVICE = 'P00101';
const fiscalDeviceId = idOfDevice(FISCAL_DEVICE);
const userId = demoPeople.support.id;
const branchId = kahveDuragi.branches[0]?.id ?? '';
const connectionId = kahveDuragi.connections[0]?.id ?? '';

/**
 * Every action that moves money, says what became of it, closes or signs a day or plans to, asks the provider, counts paper, makes
 * a file, keeps a view or says who works here, and the roles it is closed to.
 */
export const MONEY_ACTIONS = {
  startSaleAction: ['support', 'accountant', 'admin'],
  voidSaleAction: ['support', 'accountant', 'admin'],
  startRefundAction: ['support', 'accountant', 'admin'],
  requestRefundAction: ['support', 'admin'],
  answerApprovalAction: ['support', 'accountant'],
  withdrawApprovalAction: ['support'],
  requestLimitAction: ['support', 'accountant', 'manager'],
  requestSingleManagerAction: ['support', 'accountant', 'manager'],
  captureAction: ['support', 'accountant', 'admin'],
  createLinkAction: ['support', 'accountant', 'admin'],
  renewLinkAction: ['support', 'accountant', 'admin'],
  startSplitSaleAction: ['support', 'accountant', 'admin'],
  addPaymentAction: ['support', 'accountant', 'admin'],
  completeSplitSaleAction: ['support', 'accountant', 'admin'],
  giveUpSplitSaleAction: ['support', 'accountant', 'admin'],
  takeUpAgainAction: ['support', 'accountant', 'admin'],
  askSplitNowAction: ['admin'],
  closeBatchAction: ['support', 'admin'],
  closeDevicesAction: ['support', 'admin'],
  setClosePlanAction: ['support', 'admin'],
  setUsualHourAction: ['support', 'admin'],
  askNowAction: ['admin'],
  proposeResolutionAction: ['support', 'admin'],
  checkResolutionAction: ['support', 'accountant', 'admin'],
  withdrawResolutionAction: ['support', 'admin'],
  resolveCloseAction: ['support', 'admin'],
  askBankTotalsAction: ['support', 'admin'],
  enterBankTotalsAction: ['support', 'admin'],
  abortSaleAction: ['support', 'accountant', 'admin'],
  settleVarianceAction: ['support', 'admin'],
  reviewReportAction: ['support', 'admin'],
  approveReportAction: ['support', 'accountant', 'admin'],
  reopenDayAction: ['support', 'admin'],
  undoStatementAction: ['support', 'admin'],
  requestExportAction: ['support', 'admin'],
  requestJournalAction: ['support', 'admin'],
  cancelExportAction: ['support', 'admin'],
  mapAccountsAction: ['support', 'admin'],
  scheduleExportAction: ['support', 'admin'],
  removeScheduleAction: ['support', 'admin'],
  addNoteAction: [] as string[],
  printAction: ['admin'],
  printDirectAction: ['admin'],
  makeLinkAction: ['admin'],
  revokeLinkAction: ['admin'],
  mailSlipAction: ['admin'],
  changeLookAction: ['support', 'accountant', 'manager'],
  findPersonAction: ['support', 'accountant', 'manager'],
  exportPersonAction: ['support', 'accountant', 'manager'],
  erasePersonAction: ['support', 'accountant', 'manager'],
  testConnectionAction: ['support', 'accountant', 'manager'],
  changeMerchantAction: ['support', 'accountant', 'manager'],
  addConnectionAction: ['support', 'accountant', 'manager'],
  renameConnectionAction: ['support', 'accountant', 'manager'],
  changeCredentialsAction: ['support', 'accountant', 'manager'],
  addBranchAction: ['support', 'accountant', 'manager'],
  changeBranchAction: ['support', 'accountant', 'manager'],
  retireBranchAction: ['support', 'accountant', 'manager'],
  reopenBranchAction: ['support', 'accountant', 'manager'],
  addDeviceAction: ['support', 'accountant', 'manager'],
  changeDeviceAction: ['support', 'accountant', 'manager'],
  disableDeviceAction: ['support', 'accountant', 'manager'],
  enableDeviceAction: ['support', 'accountant', 'manager'],
  inviteAction: ['support', 'accountant'],
  inviteAgainAction: ['support', 'accountant'],
  revokeInvitationAction: ['support', 'accountant'],
  changeRoleAction: ['support', 'accountant', 'manager'],
  disableUserAction: ['support', 'accountant', 'manager'],
  enableUserAction: ['support', 'accountant', 'manager'],
  endSessionsAction: ['support', 'accountant', 'manager'],
  sendResetAction: ['support', 'accountant', 'manager'],
  resetFactorAction: ['support', 'accountant', 'manager'],
  saveViewAction: [] as string[],
  removeViewAction: [] as string[],
  shareViewAction: ['support', 'admin'],
  removeSharedViewAction: ['support', 'admin'],
} satisfies Record<string, string[]>;
export type ActionName = keyof typeof MONEY_ACTIONS;

/** Those whose form names no thing of the merchant's, only the merchant itself. */
export const WITHOUT_IDS: ActionName[] = [
  'setUsualHourAction',
  'findPersonAction',
  'exportPersonAction',
  'mapAccountsAction',
  'requestJournalAction',
  'scheduleExportAction',
  'requestLimitAction',
  'requestSingleManagerAction',
  'inviteAction',
];

/** An action with a page that carries it and a form that its verb takes. */
export function wellFormed(
  action: ActionName,
  ids: { saleId?: string; splitSaleId?: string; linkId?: string; runId?: string },
): ActionCall {
  const { saleId = '', splitSaleId = '', linkId = '', runId = '' } = ids;
  const intentKey = crypto.randomUUID();
  const resolutionId = madeUp.next('resolution');
  const approvalId = madeUp.next('approval');
  const varianceId = madeUp.next('variance');
  const branch = { name: 'Moda', address: 'Moda Cad. 1', city: 'İstanbul', locale: '' };
  const statement = 'Read on a slip at the counter';
  const view = { name: 'Ours', query: `device=${deviceId}` };
  const payment = { intentKey, splitSaleId, currency: 'TRY', amount: '1.00', installmentCount: '1' };
  const calls: Record<ActionName, [page: string, fields: Record<string, string>]> = {
    startSaleAction: [
      'transactions',
      { intentKey, deviceId, currency: 'TRY', amount: '7.50', installmentCount: '1' },
    ],
    voidSaleAction: [`transactions/${saleId}`, { intentKey, saleId }],
    startRefundAction: [`transactions/${saleId}`, { intentKey, saleId, currency: 'TRY', amount: '1.00' }],
    requestRefundAction: [
      `transactions/${saleId}`,
      { intentKey, saleId, currency: 'TRY', amount: '1.00', reason: statement },
    ],
    answerApprovalAction: [`approvals/${approvalId}`, { approvalId, answer: 'accept' }],
    withdrawApprovalAction: [`approvals/${approvalId}`, { approvalId }],
    requestLimitAction: [
      'settings/limits',
      { intentKey, role: 'everyone', currency: 'TRY', perSale: '1.00', perDay: '2.00' },
    ],
    requestSingleManagerAction: ['settings/limits', { intentKey, isSingleManager: 'yes' }],
    captureAction: [`transactions/${saleId}`, { intentKey, holdId: saleId, currency: 'TRY', amount: '1.00' }],
    createLinkAction: [
      'payment-links',
      {
        ...{ intentKey, deviceId: kahveOnline.deviceId, currency: 'TRY', amount: '7.50', language: 'tr' },
        ...{ description: 'Çay', name: 'Ayşe', surname: 'Işık', email: 'ayse@example.com' },
        phone: '0532 111 22 33',
      },
    ],
    renewLinkAction: [`payment-links/${linkId}`, { intentKey, id: linkId }],
    startSplitSaleAction: [
      'transactions',
      {
        intentKey,
        deviceId: fiscalDeviceId,
        currency: 'TRY',
        amount: '9.00',
        installmentCount: '1',
        lines: JSON.stringify([
          { name: 'Çay', unitCode: 'C62', vatRate: '10', quantity: 2, unitPrice: '4.50' },
        ]),
      },
    ],
    addPaymentAction: [`split-sales/${splitSaleId}`, payment],
    completeSplitSaleAction: [`split-sales/${splitSaleId}`, { splitSaleId }],
    giveUpSplitSaleAction: [`split-sales/${splitSaleId}`, { splitSaleId }],
    takeUpAgainAction: [`split-sales/${splitSaleId}`, { splitSaleId }],
    askSplitNowAction: [`split-sales/${splitSaleId}`, { splitSaleId }],
    closeBatchAction: ['end-of-day', { deviceId }],
    closeDevicesAction: ['end-of-day', { 'devices[]': deviceId }],
    setClosePlanAction: [`devices/${deviceId}`, { deviceId, hour: '23:30', scheduled: 'yes' }],
    setUsualHourAction: ['end-of-day', { hour: '23:30' }],
    askNowAction: [`transactions/${saleId}`, { transactionId: saleId }],
    proposeResolutionAction: [
      `transactions/${saleId}`,
      { transactionId: saleId, verdict: 'not_charged', proof: 'slip', statement },
    ],
    checkResolutionAction: [`transactions/${saleId}`, { resolutionId, answer: 'accept' }],
    withdrawResolutionAction: [`transactions/${saleId}`, { resolutionId }],
    resolveCloseAction: [`end-of-day/${runId}`, { runId, verdict: 'not_closed', statement }],
    askBankTotalsAction: [`end-of-day/${runId}`, { runId }],
    enterBankTotalsAction: [
      `end-of-day/${runId}`,
      {
        runId,
        'groups[]': 'visa',
        'currencies[]': 'TRY',
        'amounts[]': '1.00',
        'counts[]': '1',
        accepts: 'yes',
      },
    ],
    abortSaleAction: [`transactions/${saleId}`, { transactionId: saleId }],
    settleVarianceAction: [
      `reports/differences/${varianceId}`,
      { step: 'accepted', varianceId, reason: statement },
    ],
    reviewReportAction: [`end-of-day/${runId}`, { runId, step: 'reviewed', comment: '' }],
    approveReportAction: [`end-of-day/${runId}`, { runId, comment: '' }],
    reopenDayAction: [`end-of-day/${runId}`, { runId, step: 'ask', reason: statement }],
    undoStatementAction: ['reports/statements', { statementId: madeUp.next('statement') }],
    requestExportAction: ['exports/new', { intentKey, form: 'csv', query: `device=${deviceId}` }],
    requestJournalAction: [
      'exports',
      {
        ...{ intentKey, target: 'xero', from: '2026-01-01', to: '2026-01-02' },
        ...{ per: 'day', environment: 'sandbox' },
      },
    ],
    cancelExportAction: ['exports', { exportId: madeUp.next('export') }],
    mapAccountsAction: ['exports/accounts', { target: 'xero' }],
    scheduleExportAction: [
      'exports',
      { name: 'Ours', what: 'all', form: 'csv', cadence: 'daily', hour: '7' },
    ],
    removeScheduleAction: ['exports', { scheduleId: madeUp.next('exportSchedule') }],
    addNoteAction: [`transactions/${saleId}`, { transactionId: saleId, text: statement }],
    printDirectAction: [
      `receipts/${saleId}`,
      { transactionId: saleId, language: 'tr', paper: '80', printer: 'epson' },
    ],
    makeLinkAction: [`receipts/${saleId}`, { transactionId: saleId, days: '30' }],
    revokeLinkAction: [`receipts/${saleId}`, { linkId: madeUp.next('receiptLink') }],
    mailSlipAction: [
      `receipts/${saleId}`,
      { transactionId: saleId, to: 'somebody@example.com', language: 'tr' },
    ],
    changeLookAction: ['settings/slips', { logo: '', tr: '', en: '', fr: '' }],
    findPersonAction: ['settings/privacy', { contact: 'nobody@example.org' }],
    exportPersonAction: ['settings/privacy', { contact: 'nobody@example.org' }],
    erasePersonAction: ['settings/privacy', { contact: 'nobody@example.org', confirmed: 'yes' }],
    printAction: [`receipts/${saleId}`, { transactionId: saleId, language: 'tr' }],
    testConnectionAction: ['settings/connections', { connectionId }],
    changeMerchantAction: [
      'settings/merchant',
      { name: 'Other', legalName: 'Other', taxNumber: '1', locale: 'tr' },
    ],
    addConnectionAction: [
      'settings/connections',
      {
        ...{ provider: 'pay_with_iyzico', environment: 'sandbox', label: 'Online' },
        ...{ baseUrl: 'http://127.0.0.1:1', 'secret.apiKey': 'key', 'secret.secretKey': 'key' },
      },
    ],
    renameConnectionAction: ['settings/connections', { connectionId, label: 'Other' }],
    changeCredentialsAction: ['settings/connections', { connectionId, 'secret.clientId': 'x' }],
    addBranchAction: ['settings/branches', branch],
    changeBranchAction: ['settings/branches', { ...branch, branchId }],
    retireBranchAction: ['settings/branches', { branchId }],
    reopenBranchAction: ['settings/branches', { branchId }],
    addDeviceAction: ['settings/devices', { connectionId, branchId, label: 'Kasa', providerDeviceId: 'X-1' }],
    changeDeviceAction: ['settings/devices', { deviceId, branchId, label: 'Kasa' }],
    disableDeviceAction: ['settings/devices', { deviceId }],
    enableDeviceAction: ['settings/devices', { deviceId }],
    inviteAction: [
      'settings/users',
      { name: 'Can', email: 'can@example.com', role: 'support', locale: 'tr', reach: 'all' },
    ],
    inviteAgainAction: ['settings/users', { invitationId: madeUp.next('invitation') }],
    revokeInvitationAction: ['settings/users', { invitationId: madeUp.next('invitation') }],
    changeRoleAction: ['settings/users', { userId, role: 'manager', reach: 'all' }],
    disableUserAction: ['settings/users', { userId }],
    enableUserAction: ['settings/users', { userId }],
    endSessionsAction: ['settings/users', { userId }],
    sendResetAction: ['settings/users', { userId }],
    resetFactorAction: ['settings/users', { userId }],
    saveViewAction: ['transactions', view],
    removeViewAction: ['transactions', { viewId: madeUp.next('view') }],
    shareViewAction: ['transactions', view],
    removeSharedViewAction: ['transactions', { viewId: madeUp.next('view') }],
  };
  const [page, fields] = calls[action];
  return { action, page: `/${HOME}/${page}`, merchant: HOME, fields };
}

/** Has the manager sell on the terminal, and returns ids of everything this left behind, with the slip's reference. */
export async function sellAndFindIds(manager: Visitor): Promise<KahveIds> {
  const saleId = await sell(manager);
  const slip = await visit(manager, `/api/files/receipts/${HOME}/${saleId}`);
  return {
    deviceId,
    saleId,
    splitSaleId: await splitAndGiveUp(manager),
    linkId: await askByLink(manager),
    fiscalSaleId: await firstOn(
      manager,
      `transactions?device=${fiscalDeviceId}&kind=sale&state=approved`,
      /txn_\w{26}/,
    ),
    batchId: await firstOn(manager, 'batches', /bat_\w{26}/),
    runId: await firstOn(manager, 'end-of-day', /eod_\w{26}/),
    reference: one(/slip-([\w-]+)\.txt/, slip.headers.get('content-disposition') ?? ''),
  };
}

/** Has the manager sell on the terminal, once what others left on it is over, and the customer pay. */
export async function sell(manager: Visitor): Promise<string> {
  const started = await waitFor(
    async () => {
      const answer = await callAction(manager, wellFormed('startSaleAction', {}));
      if (!answer.text.includes(messages.en.sale.problem.deviceHeld)) return answer;
      await delay(1_000);
      return null;
    },
    'the terminal to be free',
    90_000,
  );
  const { id } = startedBy(started);
  await isPaid(manager, id);
  return id;
}

/** Has the manager ask somebody for a payment, and waits until its page can be shared. */
async function askByLink(manager: Visitor): Promise<string> {
  const asked = await callAction(manager, wellFormed('createLinkAction', {}));
  if (asked.state?.status !== 'done') throw new Error(`Not asked: ${asked.status} ${asked.text}`);
  const { transactionId } = asked.state.value as { transactionId: string };
  await waitFor(async () => {
    const { text } = await visit(manager, `/api/live/${HOME}/transactions/${transactionId}`);
    return (JSON.parse(text) as { transaction: LiveTransaction }).transaction.state === 'awaiting';
  }, `${transactionId} to be open`);
  return transactionId;
}

/** Has the manager open a sale that several payments would pay, and give it up before any of them. */
async function splitAndGiveUp(manager: Visitor): Promise<string> {
  const started = await callAction(manager, wellFormed('startSplitSaleAction', {}));
  if (started.state?.status !== 'done') throw new Error(`Not started: ${started.status} ${started.text}`);
  const { id } = (started.state.value as LiveSplitSaleRead).splitSale;
  const reaches = (state: LiveSplitSaleRead['splitSale']['state']) =>
    waitFor(async () => {
      const { text } = await visit(manager, `/api/live/${HOME}/split-sales/${id}`);
      return (JSON.parse(text) as LiveSplitSaleRead).splitSale.state === state;
    }, `${id} to be ${state}`);
  await reaches('open');
  await callAction(manager, wellFormed('giveUpSplitSaleAction', { splitSaleId: id }));
  await reaches('given_up');
  await act(FISCAL_DEVICE, 'cancel');
  return id;
}

/** Taps the card for what is on the terminal and waits until this is approved. */
export async function isPaid(manager: Visitor, id: string): Promise<void> {
  await act(TERMINAL, 'tap');
  const read = async () => {
    const { text } = await visit(manager, `/api/live/${HOME}/transactions/${id}`);
    return (JSON.parse(text) as { transaction: LiveTransaction }).transaction.state === 'approved';
  };
  await waitFor(read, `${id} to be approved`);
}

/** The operation that an action says it started. */
export function startedBy(answer: ActionAnswer): LiveTransaction {
  if (answer.state?.status !== 'done') throw new Error(`Not started: ${answer.status} ${answer.text}`);
  return (answer.state.value as { transaction: LiveTransaction }).transaction;
}

function idOfDevice(providerDeviceId: string): DeviceId {
  const devices = kahveDuragi.connections.flatMap((connection) => connection.devices);
  const found = devices.find((device) => device.providerDeviceId === providerDeviceId);
  if (!found) throw new Error(`Kahve Durağı has no terminal ${providerDeviceId}`);
  return found.id;
}

async function firstOn(manager: Visitor, list: string, pattern: RegExp): Promise<string> {
  return one(pattern, (await visit(manager, `/${HOME}/${list}`)).text);
}

function one(pattern: RegExp, text: string): string {
  const found = pattern.exec(text);
  if (!found) throw new Error(`Nothing like ${pattern} there`);
  return found[1] ?? found[0];
}
