/** Every code the gateway itself answers with, and its words. §5 and §12.1. */
const texts = {
  '0000': 'OK',
  '1000': 'MALFORMED REQUEST',
  '1001': 'TERMINAL NOT VALID',
  '1036': 'INVOICE NOT VALID',
  '8340': 'NO RECORDS FOUND',
  '8501': 'DEVICE NOT FOUND',
  '8503': 'FEE NOT ALLOWED',
  '8504': 'DEVICE NOT RESPONDING',
  '8505': 'TERMINAL BUSY',
  '8506': 'NOT FOUND',
  '8508': 'NOT ALLOWED',
  '8509': 'DECLINED',
  '8512': 'TERMINAL NOT CONNECTED',
  '9001': 'CANNOT OVERRIDE URLS',
  '9010': 'ACTION NOT VALID',
  '9011': 'REQUEST ID MISSING',
  '9012': 'DUPLICATE REQUESTID',
  '9014': 'EMAIL NOT VALID',
  '9024': 'AMOUNT NEEDS TWO DECIMALS',
  '9025': 'AMOUNT TOO LARGE',
  '9128': 'PASSWORD NOT VALID',
  '9901': 'NETWORK UNAVAILABLE',
} as const;

export type Code = keyof typeof texts;

/** What the gateway says no with; the problem is for its own log only. */
export type Refusal = { code: Code; text: string; problem: string };

/** A refusal with the usual words of its code, or others. */
export function refusal(code: Code, problem: string, text: string = texts[code]): Refusal {
  return { code, text, problem };
}
