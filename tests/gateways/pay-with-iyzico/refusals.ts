/** A failure: its code, the group of a bank's, and what it says in the two languages. */
export type Refusal = {
  code: string;
  group: string | null;
  /** For the log: what exactly was wrong. */
  problem: string;
  /** Of a refund: whether it may be repeated. */
  retryable?: boolean;
};

const sentences: Readonly<Record<string, readonly [tr: string, en: string]>> = {
  '1': ['Sistem hatası', 'System error'],
  '3': ['email gönderilmesi zorunludur', 'email must be sent'],
  '5': ['email formatı hatalı', 'invalid email'],
  '8': ['identityNumber gönderilmesi zorunludur', 'identityNumber must be sent'],
  '11': ['Geçersiz istek', 'Invalid request'],
  '18': ['conversationId çok uzun', 'conversationId is too long'],
  '20': ['identityNumber formatı hatalı', 'invalid identityNumber'],
  '23': ['callbackUrl gönderilmesi zorunludur', 'callbackUrl must be sent'],
  '24': ['Zorunlu alan eksik', 'A required field is missing'],
  '25': ['gsmNumber gönderilmesi zorunludur', 'gsmNumber must be sent'],
  '1000': ['Geçersiz imza', 'Invalid signature'],
  '1001': ['api bilgileri bulunamadı', 'api credentials not found'],
  '2000': ['Pazaryeri üyesi değil', 'Not a marketplace'],
  '5001': ['paymentTransactionId gönderilmesi zorunludur', 'paymentTransactionId must be sent'],
  '5002': ['paymentId gönderilmesi zorunludur', 'paymentId must be sent'],
  '5005': ['price 0 dan büyük olmalıdır', 'price must be greater than 0'],
  '5008': ['price 100000 den küçük olmalıdır', 'price must be less than 100000'],
  '5062': ['Kırılımların toplamı tutara eşit olmalıdır', 'The sum of the items must be equal to the price'],
  '5087': ['Ödeme kaydı bulunamadı', 'Payment record not found'],
  '5093': ['İade edilebilir tutar aşıldı', 'More than what can be refunded'],
  '5094': ['Ödeme artık iptal edilemez', 'The payment can no longer be cancelled'],
  '5122': ['Token ile ödeme bulunamadı', 'No payment found for the token'],
  '5184': ['Yurt içi kartla döviz çekilemez', 'A domestic card pays in TRY only'],
  '50000': ['İstek limiti aşıldı', 'Rate limit exceeded'],
  '10246': ['İade reddedildi, daha sonra deneyin', 'Refund declined, try again later'],
};

export function refusal(code: string, problem: string, more: Partial<Refusal> = {}): Refusal {
  return { code, group: null, problem, ...more };
}

/** What a failure says to people. */
export function sentenceOf({ code }: Refusal, locale: 'tr' | 'en'): string {
  const bank = ['Bankanız işlemi onaylamadı', 'Your bank did not approve the payment'] as const;
  const [turkish, english] = sentences[code] ?? bank;
  return locale === 'en' ? english : turkish;
}
