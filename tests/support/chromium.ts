import { existsSync, readFileSync } from 'node:fs';
import { chromium } from '@playwright/test';

const SYSTEM_BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The browser for the tests: Playwright's own where it is installed, else the system's, else none. */
export function findChromium(): string | undefined {
  const candidates = [process.env.CHROMIUM_PATH, chromium.executablePath(), ...SYSTEM_BROWSERS];
  return candidates.find((candidate) => candidate !== undefined && existsSync(candidate));
}

/** The one line that installs a browser here. */
export function chromiumInstallCommand(): string {
  return isDebian()
    ? 'apt-get update && apt-get install -y --no-install-recommends chromium fonts-liberation'
    : 'npx playwright install --with-deps chromium';
}

function isDebian(): boolean {
  const file = '/etc/os-release';
  return existsSync(file) && /^ID=debian$/m.test(readFileSync(file, 'utf8'));
}
