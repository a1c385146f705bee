import { defineConfig, devices } from '@playwright/test';
import { findChromium } from './tests/support/chromium.ts';
import { freePort } from './tests/support/ports.ts';
import { throwAwayPath } from './tests/support/throw-away.ts';

// Playwright reads this file again in every worker; the environment carries what was decided the first time.
process.env.VEZNE_DATA ??= throwAwayPath('e2e');
process.env.VEZNE_PORT ??= String(await freePort());
process.env.VEZNE_GATEWAY_PORT ??= String(await freePort());
process.env.VEZNE_INTERPAY_PORT ??= String(await freePort());
process.env.VEZNE_INTERPAY_SECOND_PORT ??= String(await freePort());
process.env.VEZNE_ONLINE_PORT ??= String(await freePort());
process.env.VEZNE_MAIL_PORT ??= String(await freePort());
process.env.VEZNE_SMTP_PORT ??= String(await freePort());
process.env.VEZNE_AUTHENTICATOR_PORT ??= String(await freePort());
process.env.VEZNE_PG_PORT ??= String(await freePort());

const baseURL = `http://localhost:${process.env.VEZNE_PORT}`;
const executablePath = findChromium();

export default defineConfig({
  testDir: 'tests/e2e',
  globalSetup: './tests/e2e/global-setup.ts',
  outputDir: 'test-results',
  // All specs act in one demo world on one portal; two at a time would only take its processor from each other.
  workers: 1,
  // What is open in the demo when it starts is asked about within the quarter of an hour: who needs it as it was goes first.
  projects: [
    { name: 'as seeded', testMatch: 'ask-now.spec.ts' },
    { name: 'lived in', testIgnore: 'ask-now.spec.ts' },
  ],
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: process.env.CI !== undefined,
  reporter: 'list',
  use: {
    ...devices['Desktop Chrome'],
    baseURL,
    locale: 'en-GB',
    timezoneId: 'Europe/Istanbul',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: [
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  webServer: {
    // Exactly what `npm run demo` starts, on ports and data of its own that are gone afterwards.
    command: `exec '${process.execPath}' tests/demo/main.ts`,
    // Pages are asked about oftener, so that nobody waits for a minute to see that one need not return. All specs come from one
    // address, and try much that is wrong.
    env: { VEZNE_THROW_AWAY: '1', PAGE_ASK_SECONDS: '4', WRONG_TRIES_PER_ADDRESS: '100000' },
    url: `${baseURL}/api/internal/health`,
    timeout: 300_000,
    reuseExistingServer: false,
    stdout: 'pipe',
    gracefulShutdown: { signal: 'SIGTERM', timeout: 20_000 },
  },
});
