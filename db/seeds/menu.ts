import type { SaleLine, VatRate } from '#server/gateways/terminal-gateway.ts';
import type { Dice } from './dice.ts';

type Product = { name: string; priceMinor: number; vatRate: VatRate; weight: number };

const menu: readonly [Product, ...Product[]] = [
  { name: 'Filtre kahve', priceMinor: 105_00, vatRate: '10', weight: 20 },
  { name: 'Latte', priceMinor: 137_50, vatRate: '10', weight: 22 },
  { name: 'Cappuccino', priceMinor: 132_50, vatRate: '10', weight: 12 },
  { name: 'Americano', priceMinor: 115_00, vatRate: '10', weight: 15 },
  { name: 'Flat white', priceMinor: 142_50, vatRate: '10', weight: 8 },
  { name: 'Türk kahvesi', priceMinor: 95_00, vatRate: '10', weight: 13 },
  { name: 'Espresso', priceMinor: 85_00, vatRate: '10', weight: 6 },
  { name: 'Soğuk demleme', priceMinor: 155_00, vatRate: '10', weight: 7 },
  { name: 'Çay', priceMinor: 45_00, vatRate: '10', weight: 12 },
  { name: 'Sıcak çikolata', priceMinor: 147_50, vatRate: '10', weight: 4 },
  { name: 'Ev yapımı limonata', priceMinor: 120_00, vatRate: '10', weight: 5 },
  { name: 'Simit', priceMinor: 45_00, vatRate: '10', weight: 14 },
  { name: 'Peynirli poğaça', priceMinor: 57_50, vatRate: '10', weight: 9 },
  { name: 'Kruvasan', priceMinor: 110_00, vatRate: '10', weight: 9 },
  { name: 'Kaşarlı tost', priceMinor: 165_00, vatRate: '10', weight: 8 },
  { name: 'San Sebastian', priceMinor: 215_00, vatRate: '10', weight: 7 },
  { name: 'Yulaflı kurabiye', priceMinor: 62_50, vatRate: '10', weight: 8 },
];

/** Things that are carried home: another VAT rate, now and then a large amount. */
const shelf: readonly [Product, ...Product[]] = [
  { name: 'Çekirdek kahve 250 g', priceMinor: 420_00, vatRate: '10', weight: 12 },
  { name: 'Çekirdek kahve 1 kg', priceMinor: 1_240_00, vatRate: '10', weight: 3 },
  { name: 'Seramik kupa', priceMinor: 325_00, vatRate: '20', weight: 7 },
  { name: 'Termos bardak', priceMinor: 790_00, vatRate: '20', weight: 5 },
  { name: 'French press', priceMinor: 1_150_00, vatRate: '20', weight: 3 },
  { name: 'Moka pot', priceMinor: 1_485_00, vatRate: '20', weight: 2 },
];

const catering: Product = { name: 'Toplantı kahve paketi', priceMinor: 892_50, vatRate: '10', weight: 1 };
const water: Product = { name: 'Su', priceMinor: 22_50, vatRate: '10', weight: 1 };

/** What one customer buys. The total is the sum of the lines, to the kuruş. */
export function fillBasket(dice: Dice): { lines: SaleLine[]; totalMinor: number } {
  const lines = dice.chance(0.004) ? [lineOf(catering, dice.between(2, 6))] : ordinaryLines(dice);
  return { lines, totalMinor: lines.reduce((sum, line) => sum + line.totalMinor, 0) };
}

function ordinaryLines(dice: Dice): SaleLine[] {
  const wished = new Map<Product, number>();
  const put = (product: Product) => wished.set(product, (wished.get(product) ?? 0) + 1);
  const guests = dice.pickWeighted([
    { count: 1, weight: 52 },
    { count: 2, weight: 33 },
    { count: 3, weight: 10 },
    { count: 5, weight: 5 },
  ]).count;
  for (let guest = 0; guest < guests; guest++) {
    put(dice.pickWeighted(menu));
    if (dice.chance(0.45)) put(dice.pickWeighted(menu));
    if (dice.chance(0.12)) put(water);
  }
  if (dice.chance(0.045)) put(dice.pickWeighted(shelf));
  return [...wished].map(([product, quantity]) => lineOf(product, quantity));
}

function lineOf(product: Product, quantity: number): SaleLine {
  const grossMinor = quantity * product.priceMinor;
  return {
    name: product.name,
    unitCode: 'C62',
    vatRate: product.vatRate,
    quantity,
    unitPriceMinor: product.priceMinor,
    grossMinor,
    totalMinor: grossMinor,
  };
}

/** Above this a customer may wish to pay in instalments. */
const INSTALLMENTS_FROM_MINOR = 1_000_00;

/** Instalments a customer chooses on a device that offers them; 1 = paid at once. */
export function chooseInstallments(dice: Dice, amountMinor: number): number {
  if (amountMinor < INSTALLMENTS_FROM_MINOR || dice.chance(0.45)) return 1;
  return dice.chance(0.6) ? 3 : 6;
}
