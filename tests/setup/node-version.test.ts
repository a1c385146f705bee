import { expect, test } from 'vitest';

test('the tests run on a Node that runs TypeScript by itself, as everything here is started', () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  expect(major * 1000 + minor).toBeGreaterThanOrEqual(22_018);
  expect(process.features.typescript).toBeTruthy();
});
