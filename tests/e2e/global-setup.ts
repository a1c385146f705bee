import { chromiumInstallCommand, findChromium } from '../support/chromium.ts';

/** Says how to get a browser instead of failing in every single test. */
export default function globalSetup(): void {
  if (findChromium() !== undefined) return;
  throw new Error(
    `There is no Chromium for the browser tests; this installs one: ${chromiumInstallCommand()}`,
  );
}
