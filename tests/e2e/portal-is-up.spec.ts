import { expect, test } from '@playwright/test';

test('the portal that the demo starts says it is healthy', async ({ request }) => {
  const answer = await request.get('/api/internal/health');
  expect(answer.status()).toBe(200);
});
