/** A test card: the routing of its BIN decides which bank acquires the sale. */
export type Card = {
  key: string;
  name: string;
  binNumber: string;
  lastFourDigits: string;
  funding: 'CREDIT' | 'DEBIT';
  acquirerId: string;
  issuerId: string;
};

export type Acquirer = { id: string; name: string; bankMerchantId: string };

const acquirers: readonly Acquirer[] = [
  { id: '62', name: 'Banka A', bankMerchantId: '000000004321' },
  { id: '12', name: 'Banka B', bankMerchantId: '000000087654' },
];

export const cards: readonly [Card, ...Card[]] = [
  {
    key: 'credit-a',
    name: 'Kredi · Banka A',
    binNumber: '454360',
    lastFourDigits: '0006',
    funding: 'CREDIT',
    acquirerId: '62',
    issuerId: '64',
  },
  {
    key: 'credit-b',
    name: 'Kredi · Banka B',
    binNumber: '552879',
    lastFourDigits: '0008',
    funding: 'CREDIT',
    acquirerId: '12',
    issuerId: '12',
  },
  {
    key: 'debit-a',
    name: 'Banka kartı · Banka A',
    binNumber: '476662',
    lastFourDigits: '3259',
    funding: 'DEBIT',
    acquirerId: '62',
    issuerId: '62',
  },
  {
    key: 'debit-b',
    name: 'Banka kartı · Banka B',
    binNumber: '979203',
    lastFourDigits: '0417',
    funding: 'DEBIT',
    acquirerId: '12',
    issuerId: '59',
  },
];

/** The acquirer's facts; one that only an imported history knows gets a neutral name. */
export function acquirerOf(id: string): Acquirer {
  return (
    acquirers.find((acquirer) => acquirer.id === id) ?? {
      id,
      name: `Banka ${id}`,
      bankMerchantId: id.padStart(12, '0'),
    }
  );
}

/** An acquirer keeps one terminal number per device and currency; leading zeros belong to it. */
export function bankTerminalId(deviceUniqueId: string, acquirerId: string, currency: string): string {
  let hash = 7;
  for (const letter of `${deviceUniqueId}/${acquirerId}`) {
    hash = (hash * 31 + letter.charCodeAt(0)) % 99_991;
  }
  const currencyDigit = ['TRY', 'USD', 'EUR'].indexOf(currency);
  return `00${String(hash).padStart(5, '0')}${currencyDigit}`;
}
