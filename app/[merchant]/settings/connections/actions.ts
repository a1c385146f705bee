'use server';

import { z } from 'zod';
import { merchantAction } from '#server/auth/action.ts';
import { type ConnectionId, isId } from '#server/kernel/ids.ts';
import { err } from '#server/kernel/result.ts';
import { testConnection } from '#server/terminals/test-connection.ts';

/** Signs in with the stored credentials of a connection, and tells what came of it. */
export const testConnectionAction = merchantAction({
  permission: 'connections:test',
  schema: z.object({
    connectionId: z.custom<ConnectionId>((text) => typeof text === 'string' && isId('connection', text)),
  }),
  // Each is a login at the provider, which locks accounts on its own terms.
  limit: { burst: 4, perMinute: 4 },
  verb: async (ctx, { connectionId }) => {
    const tested = await testConnection(ctx, connectionId);
    return tested.ok ? tested : err({ formError: 'connections.test.notFound' as const });
  },
});
