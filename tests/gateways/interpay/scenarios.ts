type Scenario = {
  /** Cents of AMT that choose it on the device SIM-AMT. */
  cents: number;
  /** What a person choosing it on the drawn terminal reads. */
  label: string;
};

/** Every scenario of §12.2, named after the device that always plays it. */
const list = {
  'SIM-OK': { cents: 0, label: 'Approved, one JSON callback' },
  'SIM-DECLINE': { cents: 9, label: 'Declined (8509)' },
  'SIM-PRECHECK': { cents: 10, label: 'Declined before the terminal (8509 at once)' },
  'SIM-OTHER': { cents: 14, label: 'Ended by the terminal (8514), cancelled slip' },
  'SIM-ISSUER': { cents: 20, label: 'Bank says NSF (0205)' },
  'SIM-BUSY': { cents: 5, label: 'Terminal busy (8505)' },
  'SIM-OFF': { cents: 12, label: 'Terminal not connected (8512)' },
  'SIM-MUTE': { cents: 4, label: 'Terminal not responding (8504)' },
  'SIM-GWERR': { cents: 99, label: 'First host answers 9901 once' },
  'SIM-SLOW': { cents: 60, label: 'Approved long before StartSession is answered' },
  'SIM-EARLY': { cents: 61, label: 'Callback before the answer to StartSession' },
  'SIM-DROP': { cents: 62, label: 'Answer to StartSession lost, approved' },
  'SIM-LOST': { cents: 63, label: 'Approved, callback never sent' },
  'SIM-LOSTALL': { cents: 64, label: 'Approved, no callback, look-up empty' },
  'SIM-DUP': { cents: 65, label: 'Same callback three times' },
  'SIM-FLIP': { cents: 66, label: 'Declined callback, then approved' },
  'SIM-CANCELRACE': { cents: 67, label: 'Cancel accepted, approved all the same' },
  'SIM-VOID0': { cents: 68, label: 'Void: callback 0000 VOIDED' },
  'SIM-VOID1': { cents: 69, label: 'Void: callback 8514 VOIDED' },
  'SIM-VOIDMUTE': { cents: 70, label: 'Void: done, no callback' },
  'SIM-VOIDFIRST': { cents: 71, label: 'Void: VOIDED overtakes APPROVED' },
  'SIM-VOIDFAIL': { cents: 72, label: 'Void: refused, the sale stands' },
  'SIM-AMBIG': { cents: 73, label: 'Callback 0000 with the text DECLINED' },
  'SIM-FORM': { cents: 80, label: 'Callback as a form' },
  'SIM-GET': { cents: 81, label: 'Callback as GET with a query' },
  'SIM-TAGS': { cents: 82, label: 'Callback as tag/value text' },
  'SIM-THIN': { cents: 83, label: 'Callback with SecureID and Status only' },
  'SIM-WRONGURL': { cents: 84, label: 'Approved, sent to FAILUREURL' },
  'SIM-BADAMT': { cents: 85, label: 'Callback names another amount' },
  'SIM-BADSID': { cents: 86, label: 'Callback names another SECUREID' },
  'SIM-BADREQ': { cents: 87, label: 'Callback names another REQUESTID' },
  'SIM-TIP': { cents: 88, label: 'Approved for 1.00 more' },
  'SIM-BIG': { cents: 89, label: 'Slips of 900 KiB' },
  'SIM-EVIL': { cents: 90, label: 'Hostile slips' },
  'SIM-NOACK': { cents: 91, label: 'Approved with ACK=N and no AUTH' },
  'SIM-RETRY': { cents: 92, label: 'Callback repeated until answered 200' },
} as const satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof list;

/** Every scenario with what it means, in the order the drawn terminal offers them. */
export const scenarios: Readonly<Record<ScenarioName, Scenario>> = list;

export const scenarioNames = Object.keys(list).filter(isScenarioName);

/** The device whose scenario is chosen by the cents of the amount. */
export const AMOUNT_DEVICE = 'SIM-AMT';

export function isScenarioName(name: string): name is ScenarioName {
  return Object.hasOwn(list, name);
}

/** What a device plays when nobody told it anything else: its own name's scenario, or on SIM-AMT that of the cents. */
export function scenarioOf(deviceId: string, amountMinor: number): ScenarioName | null {
  if (isScenarioName(deviceId)) return deviceId;
  if (deviceId !== AMOUNT_DEVICE) return null;
  return scenarioNames.find((name) => scenarios[name].cents === amountMinor % 100) ?? null;
}
