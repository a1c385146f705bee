type ErrorGroup =
  | 'TIMEOUT_ERROR'
  | 'SYSTEM_ERROR'
  | 'BANK_ERROR'
  | 'DEVICE_ERROR'
  | 'PAYMENT_ERROR'
  | 'BUSINESS_ERROR'
  | 'VALIDATION_ERROR';

/** A no of the provider, as it is remembered in the book. */
export type RefusalFacts = { code: string; group: ErrorGroup; tr: string; en: string };

/** Thrown anywhere in the gateway; becomes the failure body of the model that is being spoken. */
export class Refusal extends Error {
  readonly facts: RefusalFacts;
  /** What was wrong with the request, for the log. */
  readonly problems: readonly string[];
  /** Overrides the HTTP status of the route. */
  readonly httpStatus: number | null;

  constructor(facts: RefusalFacts, problems: readonly string[] = [], httpStatus: number | null = null) {
    super(facts.en);
    this.facts = facts;
    this.problems = problems;
    this.httpStatus = httpStatus;
  }
}

type Text = readonly [group: ErrorGroup, tr: string, en: string];

/** The codes are the provider's; it publishes no wording we could quote, so the sentences are our own. */
const codes: Record<string, Text> = {
  '100310': ['SYSTEM_ERROR', 'Erişim anahtarı geçersiz', 'Access token is invalid'],
  '100311': ['SYSTEM_ERROR', 'Erişim anahtarının süresi doldu', 'Access token has expired'],
  '380101': ['BUSINESS_ERROR', 'Kullanıcıya ait cihaz bulunamadı', 'No such device for this user'],
  '380102': ['SYSTEM_ERROR', 'Kullanıcının bu işlem için yetkisi yok', 'The user may not do this'],
  '380103': ['TIMEOUT_ERROR', 'Cihazdan süresinde yanıt alınamadı', 'The device did not answer in time'],
  '380104': ['VALIDATION_ERROR', 'İstek geçersiz', 'The request is not valid'],
  '380105': ['VALIDATION_ERROR', 'İşlem referansı daha önce kullanılmış', 'The reference was used before'],
  '380107': ['BUSINESS_ERROR', 'Ödeme bulunamadı (paymentId)', 'No payment with this paymentId'],
  '380108': ['BUSINESS_ERROR', 'Ödeme bulunamadı', 'No payment with this reference'],
  '380109': ['BUSINESS_ERROR', 'Satış bulunamadı', 'No such sale'],
  '380111': [
    'VALIDATION_ERROR',
    'İşlem referansı veya paymentId gerekli',
    'A reference or a paymentId is needed',
  ],
  '380112': [
    'BUSINESS_ERROR',
    'Tutar iptal veya iadeye uygun değil',
    'Amount not available to void or refund',
  ],
  '380201': ['DEVICE_ERROR', 'Cihaz meşgul', 'The device is busy'],
  '380202': ['DEVICE_ERROR', 'Cihaz işlemi tamamlayamadı', 'The device could not finish'],
  '380205': ['DEVICE_ERROR', 'İşlem cihazdan iptal edildi', 'Cancelled on the device'],
  '389999': ['DEVICE_ERROR', 'Bilinmeyen cihaz hatası', 'Unknown device error'],
};

const bankCodes: Record<string, readonly [tr: string, en: string]> = {
  '05': ['İşlem onaylanmadı', 'Do not honour'],
  '51': ['Yetersiz bakiye', 'Insufficient funds'],
  '54': ['Süresi dolmuş kart', 'Expired card'],
  '55': ['Hatalı şifre', 'Wrong PIN'],
  '57': ['Kart sahibi bu işlemi yapamaz', 'Not permitted to the cardholder'],
};

/** The refusal of a listed code; `detail` sharpens its sentence. */
export function refusal(code: string, detail?: { tr: string; en: string }, httpStatus?: number): Refusal {
  const [group, tr, en] = codes[code] ?? ['SYSTEM_ERROR', 'Sistem hatası', 'System error'];
  return new Refusal({ code, group, tr: detail?.tr ?? tr, en: detail?.en ?? en }, [], httpStatus ?? null);
}

/** The bank said no: its own code passed through. */
export function bankRefusal(code: string): Refusal {
  const [tr, en] = bankCodes[code] ?? ['Banka reddetti', 'Declined by the bank'];
  return new Refusal({ code, group: 'BANK_ERROR', tr, en });
}

/** The request itself is wrong; nothing was done. */
export function invalidRequest(problems: readonly string[]): Refusal {
  const list = problems.join('; ');
  return new Refusal(
    { code: '380104', group: 'VALIDATION_ERROR', tr: `İstek geçersiz: ${list}`, en: `Not valid: ${list}` },
    problems,
  );
}
