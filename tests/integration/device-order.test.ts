import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { listDeviceRows } from '#db/queries/device-list.ts';
import { listDevicesForSale } from '#db/queries/sellable-devices.ts';
import { listDevicePlaces } from '#db/queries/transaction-list.ts';
import { makeDevice } from '#tests/factories/device.ts';
import { makeMerchant } from '#tests/factories/merchant.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';

let database: TestDatabase;
let owner: ReturnType<typeof openDatabase>;

beforeAll(async () => {
  database = await createTestDatabase();
  owner = openDatabase(database.ownerUrl, { maxConnections: 1, name: 'planting' });
});

afterAll(async () => {
  await owner.close();
  await database.drop();
});

test.each([
  ['the page of devices', listDeviceRows],
  ['the sale sheet', listDevicesForSale],
  ['the filters of lists', listDevicePlaces],
])('%s has devices in the order of the Turkish alphabet', async (_place, list) => {
  const merchant = await makeMerchant(owner.db);
  const { branchId, connectionId } = await makeDevice(owner.db, merchant.id, { label: 'Zemin' });
  for (const label of ['Şube', 'Çarşı', 'Depo', 'Cadde', 'Salon']) {
    await makeDevice(owner.db, merchant.id, { label, branchId, connectionId });
  }
  const labels = (await list(owner.db, merchant.id)).map((device) => device.label);
  expect(labels).toEqual(['Cadde', 'Çarşı', 'Depo', 'Salon', 'Şube', 'Zemin']);
});
