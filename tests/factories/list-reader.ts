import { amountReader, anyAmountReader } from '#app/[merchant]/transactions/read-amount.ts';
import type { Locale } from '#server/kernel/locale.ts';
import type { ListReader } from '#server/transactions/list-reader.ts';

const place = { provider: 'iyzico', settings: { model: '509' } } as const;

/** How a list is read on 4 March 2026 in Istanbul, for a merchant with three terminals in two branches. */
export function makeListReader(overrides: Partial<ListReader> & { locale?: Locale } = {}): ListReader {
  const { locale = 'tr', ...others } = overrides;
  const kadikoy = { ...place, branchId: 'bra_01jqz3k4m5n6p7q8r9s0t1v2w1', branchName: 'Kadıköy' } as const;
  const besiktas = { ...place, branchId: 'bra_01jqz3k4m5n6p7q8r9s0t1v2w2', branchName: 'Beşiktaş' } as const;
  return {
    today: '2026-03-04',
    calendar: { timeZone: 'Europe/Istanbul', cutOff: '04:00' },
    me: 'usr_01jqz3k4m5n6p7q8r9s0t1v2w3',
    currency: 'TRY',
    readAmount: amountReader(locale),
    readAnyAmount: anyAmountReader(locale),
    choices: {
      devices: [
        {
          ...kadikoy,
          deviceId: 'dev_01jqz3k4m5n6p7q8r9s0t1v2w3',
          label: 'Giriş kasası',
          providerDeviceId: 'P00201',
        },
        {
          ...kadikoy,
          deviceId: 'dev_01jqz3k4m5n6p7q8r9s0t1v2w4',
          label: 'Bahçe',
          providerDeviceId: 'P00202',
        },
        {
          ...besiktas,
          deviceId: 'dev_01jqz3k4m5n6p7q8r9s0t1v2w5',
          label: 'Mobil kasa',
          providerDeviceId: 'P00203',
        },
      ],
      branches: [
        { id: besiktas.branchId, name: besiktas.branchName },
        { id: kadikoy.branchId, name: kadikoy.branchName },
      ],
      people: [
        { id: 'usr_01jqz3k4m5n6p7q8r9s0t1v2w3', name: 'Işıl Demir' },
        { id: 'usr_01jqz3k4m5n6p7q8r9s0t1v2w4', name: 'Ahmet Çınar' },
      ],
      acquirers: [
        { id: '0046', name: 'Akbank' },
        { id: '0062', name: 'Garanti BBVA' },
      ],
    },
    ...others,
  };
}
