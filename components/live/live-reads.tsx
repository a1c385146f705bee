'use client';

import { QueryClient, QueryClientProvider, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useLiveAgain, useLiveChange } from './live-provider.tsx';
import { queryKeys, staleReads } from './query-keys.ts';
import { ReadRefused } from './read-json.ts';

/**
 * Keeps what the parts inside it read up to date with what the stream says. It stands around those who read anything, not
 * around every page: most pages read nothing, and need none of what reading takes.
 */
export function LiveReads({ children }: { children: ReactNode }) {
  const [client] = useState(createClient);
  return (
    <QueryClientProvider client={client}>
      <FollowChanges />
      {children}
    </QueryClientProvider>
  );
}

function FollowChanges() {
  const client = useQueryClient();
  useLiveChange((change) => void client.invalidateQueries({ queryKey: staleReads(change) }));
  useLiveAgain(() => void client.invalidateQueries({ queryKey: queryKeys.all }));
  return null;
}

function createClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: (failed, error) => !(error instanceof ReadRefused) && failed < 3,
        retryDelay: 1_000,
        // A person who was signed out, or lost the right, must not ask every two seconds for ever.
        refetchOnWindowFocus: (query) => !(query.state.error instanceof ReadRefused),
      },
    },
  });
}
