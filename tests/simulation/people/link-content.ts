import type { LinkWish } from '#server/payment-links/link-wish.ts';
import type { PlantedDevice } from '../plant-merchants.ts';
import type { Dice } from '../random.ts';

/** What somebody is asked to pay for, before a form gives it a key. */
export function linkOf(dice: Dice, device: PlantedDevice): Omit<LinkWish, 'intentKey'> {
  const prices = Array.from({ length: dice.pick([0, 0, 1, 2, 3]) }, () => dice.int(1, 200_000));
  const minor = prices.length > 0 ? prices.reduce((sum, price) => sum + price, 0) : dice.int(1, 500_000);
  return {
    deviceId: device.id,
    amount: { minor, currency: dice.weighted({ TRY: 8, EUR: 1 }) },
    description: dice.pick(['Düğün pastası', 'Depozito', 'Rent of April']),
    payer: {
      name: 'Ayşe',
      surname: 'Işık',
      email: 'ayse@home.test',
      phone: '+905321112233',
      identityNumber: null,
      place: dice.chance(0.2) ? { address: 'Sokak 2', city: 'İzmir', country: 'Türkiye' } : null,
    },
    items: prices.map((priceMinor, at) => ({ name: `Parça ${at + 1}`, isVirtual: at === 0, priceMinor })),
    installmentCounts: dice.pick([[1], [1, 3, 6], [2, 3, 6, 9, 12]]),
    language: dice.pick(['tr', 'en', 'fr'] as const),
  };
}
