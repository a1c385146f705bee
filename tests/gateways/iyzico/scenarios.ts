/** What a device does with one operation. */
export type OperationKind =
  | 'sale'
  | 'preauth'
  | 'capture'
  | 'void'
  | 'refund'
  | 'partial-start'
  | 'partial-add'
  | 'partial-complete'
  | 'eod';

type Scenario = {
  /** Kuruş of the price that choose it on an automatic device. */
  kurus?: number;
  /** What a person choosing it on the drawn terminal reads. */
  label: string;
  for: 'card' | 'eod' | 'any';
  /** The bank's code when the scenario is a decline. */
  bankCode?: string;
};

const list = {
  'decline-insufficient-funds': {
    kurus: 51,
    label: 'Bank says: insufficient funds',
    for: 'card',
    bankCode: '51',
  },
  'decline-expired-card': { kurus: 54, label: 'Bank says: expired card', for: 'card', bankCode: '54' },
  'decline-not-permitted': { kurus: 57, label: 'Bank says: not permitted', for: 'card', bankCode: '57' },
  busy: { kurus: 61, label: 'Device busy', for: 'any' },
  'unknown-device': { kurus: 62, label: 'Device unknown to the provider', for: 'any' },
  silent: { kurus: 63, label: 'Silent, nothing charged', for: 'any' },
  'silent-charged': { kurus: 64, label: 'Silent, but charged', for: 'any' },
  'lost-answer': { kurus: 65, label: 'Charged, answer lost', for: 'any' },
  'lost-before-charge': { kurus: 66, label: 'Connection lost before the charge', for: 'any' },
  'server-error': { kurus: 67, label: 'Charged, then HTTP 500', for: 'any' },
  garbled: { kurus: 68, label: 'Charged, answer garbled', for: 'any' },
  'no-payment-id': { kurus: 69, label: 'Charged, answer without payment id', for: 'card' },
  'other-amount': { kurus: 70, label: 'Charged, answer names another amount', for: 'card' },
  'operator-cancel': { kurus: 71, label: 'Cancelled on the device', for: 'card' },
  'unlisted-code': { kurus: 72, label: 'Error code nobody lists', for: 'any' },
  'never-ends': { label: 'Charged, answer never ends', for: 'any' },
  redirect: { label: 'Redirected elsewhere, nothing charged', for: 'any' },
  'eod-short': { label: 'End of day: totals short by one', for: 'eod' },
  'eod-partial': { label: 'End of day: one bank fails', for: 'eod' },
  'eod-lost': { label: 'End of day: closed, answer lost', for: 'eod' },
  'eod-refused': { label: 'End of day: refused', for: 'eod' },
} as const satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof list;

/** Every scenario with what it means, in the order the drawn terminal offers them. */
export const scenarios: Readonly<Record<ScenarioName, Scenario>> = list;

export const scenarioNames = Object.keys(list).filter(isScenarioName);

export function isScenarioName(name: string): name is ScenarioName {
  return Object.hasOwn(list, name);
}

/** Whether the scenario says anything about this operation; if not, it stays for a later one. */
export function scenarioConcerns(name: ScenarioName, kind: OperationKind): boolean {
  const concern = scenarios[name].for;
  return concern === 'any' || (concern === 'eod') === (kind === 'eod');
}

/**
 * The scenario an amount chooses by its kuruş. Only a fresh charge is chosen by amount: a refund or void
 * repeats the amount of its sale, and would repeat its accident too.
 */
export function scenarioByAmount(kind: OperationKind, amountMinor: number): ScenarioName | null {
  if (kind !== 'sale' && kind !== 'preauth' && kind !== 'partial-add') return null;
  const kurus = amountMinor % 100;
  return scenarioNames.find((name) => scenarios[name].kurus === kurus) ?? null;
}
