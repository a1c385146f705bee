import { openDatabase } from '#db/client.ts';
import type { Context, Person } from '#server/auth/context.ts';
import { makeReadContext } from '#tests/factories/context.ts';
import { type DeviceRow, makeDevice } from '#tests/factories/device.ts';
import { type MerchantRow, makeMerchant } from '#tests/factories/merchant.ts';
import { makePerson } from '#tests/factories/person.ts';
import { createTestDatabase } from './database.ts';

/** A merchant with one device and a manager who only looks. */
export type Shop = {
  merchant: MerchantRow;
  device: DeviceRow;
  manager: Person;
  ctx: Context<'transactions:see'>;
};

/** A database of its own in which shops are opened and rows are planted, for what only reads. */
export type Shops = Awaited<ReturnType<typeof openShops>>;

/** `owner` plants whatever a test needs; what is tested reads as `app`, under its row policies. */
export async function openShops() {
  const database = await createTestDatabase();
  const owner = openDatabase(database.ownerUrl, { maxConnections: 4, name: 'planting' });
  const app = openDatabase(database.appUrl, { maxConnections: 4, name: 'test' });
  return {
    owner: owner.db,
    app: app.db,
    async open(): Promise<Shop> {
      const merchant = await makeMerchant(owner.db);
      const [device, manager] = await Promise.all([
        makeDevice(owner.db, merchant.id),
        makePerson(owner.db, merchant.id, 'manager'),
      ]);
      const ctx = makeReadContext(app.db, merchant, manager, 'transactions:see');
      return { merchant, device, manager, ctx };
    },
    async close(): Promise<void> {
      await Promise.all([owner.close(), app.close()]);
      await database.drop();
    },
  };
}
