import { kahveDuragi, mapleBakery } from './demo-world.ts';
import { kahveOnline } from './online-till.ts';

/** The configuration of the sandbox that plays iyzico. */
export function sandboxClients() {
  return {
    clients: kahveDuragi.connections.map((connection) => ({
      ...connection.credentials,
      model: connection.model,
      devices: connection.devices.map((each) => ({
        deviceUniqueId: each.providerDeviceId,
        label: each.label,
        mode: 'manual' as const,
      })),
    })),
  };
}

/** The configuration of the sandbox that plays Interpay; its bank closes at the cut-off the connections are set to. */
export function sandboxAccounts() {
  return {
    accounts: mapleBakery.connections.map((connection) => ({
      ...connection.credentials,
      name: mapleBakery.name,
      dynamicUrls: true,
      devices: connection.devices.map((each) => ({
        deviceId: each.providerDeviceId,
        label: each.label,
        mode: 'manual' as const,
      })),
    })),
    settings: { settlesAt: mapleBakery.connections[0]?.bank.cutOff ?? null },
  };
}

/** The configuration of the sandbox that plays Pay with iyzico; `webhookUrl` is where it tells the portal of news. */
export function onlineAccounts(webhookUrl: string) {
  return {
    accounts: [{ ...kahveOnline.credentials, name: kahveDuragi.name, webhookUrl }],
    // What is held back says when it is freed, and so when a payout is expected.
    settings: { blockage: 1000 },
  };
}
