import type { DemoSecrets } from './secrets.ts';

/** Somebody the demo's visitor may sign in as. */
export interface SignIn {
  role: string;
  email: string;
  password: string;
}

/** What the sandbox gateway is told to stand in for. */
export const GATEWAY_CONFIG = {
  clients: [
    {
      clientId: 'demo-509',
      clientSecret: 'demo-509-secret',
      username: 'demo-509',
      password: 'demo-509-password',
      model: '509',
      devices: [{ deviceUniqueId: 'PAV00000001', label: 'Kadıköy 1', mode: 'manual' }],
    },
  ],
};

export const SIGN_INS: readonly SignIn[] = [];

/** Fills an empty, migrated database and the gateway's book with the demo's history. */
export async function fillWorld(_options: {
  ownerUrl: string;
  appUrl: string;
  gatewayUrl: string;
  secrets: DemoSecrets;
}): Promise<void> {}
