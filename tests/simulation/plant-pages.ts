import type { Config } from '#server/config/config.ts';
import { createIdSource, type MerchantId } from '#server/kernel/ids.ts';
import { seal } from '#server/terminals/seal.ts';
import { hashSecret, noticeAddress } from '#server/transactions/callback-address.ts';
import type { AccountInput } from '#tests/gateways/pay-with-iyzico/settings.ts';
import type { Row } from './database/store.ts';
import type { PlantedDevice } from './plant-merchants.ts';
import type { Dice } from './random.ts';

/** Where Pay with iyzico is. */
export const PAGES_HOST = 'https://pages.test';

/** An account whose payers pay on pages, with a till or two, and where its provider tells it of news, if anywhere. */
export function plantPages(
  put: (table: string, row: Row) => unknown,
  dice: Dice,
  config: Config,
  place: { merchantId: MerchantId; branchId: string; epoch: number; signsNotices: boolean },
): { devices: PlantedDevice[]; account: AccountInput } {
  const { merchantId, branchId, epoch, signsNotices } = place;
  const ids = createIdSource(
    () => new Date(epoch),
    (size) => dice.bytes(size),
  );
  const createdAt = new Date(epoch - 86_400_000);
  const connectionId = ids.next('connection');
  const secret = ids.secret();
  const keys = {
    apiKey: `api-key-${merchantId.slice(-8)}`,
    secretKey: `secret-key-${merchantId.slice(-8)}`,
  };
  put('connections', {
    merchantId,
    id: connectionId,
    provider: 'pay_with_iyzico',
    environment: 'live',
    label: 'Online',
    baseUrl: PAGES_HOST,
    settings: { currencies: ['TRY', 'EUR'], signsNotices },
    sealedCredentials: seal(
      config.sealingKeys,
      { merchantId, provider: 'pay_with_iyzico', field: 'credentials' },
      JSON.stringify(keys),
    ),
    staticCallbackHash: hashSecret(secret),
    createdAt,
  });
  const devices = Array.from({ length: dice.chance(0.2) ? 2 : 1 }, (_, at): PlantedDevice => {
    const id = ids.next('device');
    const providerDeviceId = `online-${at + 1}`;
    put('devices', {
      ...{ merchantId, connectionId, branchId, id, providerDeviceId, label: providerDeviceId, createdAt },
    });
    return { id, providerDeviceId, model: 'page', clientId: keys.apiKey };
  });
  const webhookUrl = dice.chance(0.75)
    ? noticeAddress(config.publicUrl, 'pay_with_iyzico', merchantId, secret)
    : null;
  return { devices, account: { ...keys, webhookUrl } };
}
