import { toSaleLine } from '#server/transactions/lines.ts';
import type { SaleWish } from '#server/transactions/start-sale.ts';
import type { PlantedDevice } from '../plant-merchants.ts';
import type { Dice } from '../random.ts';

/** What is sold, before a form gives it a key. */
export type SaleContent = Omit<SaleWish, 'intentKey'>;

/** What a customer buys at this device and how they pay. `isWhole`: without instalments and surcharge. */
export function contentOf(dice: Dice, device: PlantedDevice, how: { isWhole?: boolean } = {}): SaleContent {
  if (device.model === 'pin-pad') return padContent(dice, device);
  const currency = dice.weighted({ TRY: 8, EUR: 1, USD: 1 });
  const isInInstalments = !how.isWhole && dice.chance(0.2);
  const common = { deviceId: device.id, installmentCount: isInInstalments ? dice.int(2, 6) : 1 };
  if (device.model === '509' || device.model === 'page') {
    return { ...common, amount: { minor: dice.int(1, 500_000), currency }, lines: [] };
  }
  const lines = Array.from({ length: dice.int(1, 3) }, (_, at) =>
    toSaleLine({
      name: ['Filtre kahve', 'Simit', 'Çay'][at] ?? 'Su',
      unitCode: 'C62',
      vatRate: dice.pick(['1', '10', '20'] as const),
      quantity: dice.int(1, 4),
      unitPriceMinor: dice.int(1, 50_000),
    }),
  );
  const priceMinor = lines.reduce((sum, line) => sum + line.totalMinor, 0);
  const surchargeMinor = isInInstalments && dice.chance(0.4) ? dice.int(1, priceMinor) : 0;
  return {
    ...common,
    lines,
    surchargeMinor,
    amount: { minor: priceMinor + surchargeMinor, currency },
    paymentType: !isInInstalments && dice.chance(0.12) ? 'cash' : 'card',
  };
}

/** Interpay: one amount in dollars, and perhaps a word about it. */
function padContent(dice: Dice, device: PlantedDevice): SaleContent {
  const isTalkative = dice.chance(0.3);
  return {
    deviceId: device.id,
    installmentCount: 1,
    amount: { minor: dice.int(1, 500_000), currency: 'CAD' },
    lines: [],
    options: isTalkative
      ? {
          invoiceNumber: `F-${dice.int(1, 999)}`,
          description: dice.pick([null, 'Deux cafés', 'Rent of April']),
          email: dice.pick([null, 'customer@home.test']),
          printsOnTerminal: dice.chance(0.5),
        }
      : null,
  };
}
