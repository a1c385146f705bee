import { expect, type Locator, type Page } from '@playwright/test';
import { z } from 'zod';
import { messages } from '#server/i18n/messages.ts';
import type { GatewaySettings } from '#tests/gateways/pay-with-iyzico/settings.ts';

/** The sandbox of Pay with iyzico that the browser tests run against. */
const url = () => `http://127.0.0.1:${process.env.VEZNE_ONLINE_PORT}`;

const bookedPage = z.object({
  basketId: z.string(),
  payment: z.object({ paidMinor: z.number(), returns: z.array(z.unknown()) }).nullable(),
});

/** Changes how the whole sandbox behaves: `{ tokenLifeSeconds: 5 }`. */
export async function setOnline(settings: Partial<GatewaySettings>): Promise<void> {
  await control('PUT', 'settings', settings);
}

/** Where the provider sends its notices; null: nowhere, which also happens. */
export async function sendNoticesTo(webhookUrl: string | null): Promise<string | null> {
  const { webhookUrl: now } = z
    .object({ webhookUrl: z.string().nullable() })
    .parse(await control('PUT', 'panel', { webhookUrl }));
  return now;
}

/** What the provider's own book has under one of our references. */
export async function paidOnPages(reference: string) {
  const pages = z.array(bookedPage).parse(await control('GET', 'pages'));
  return pages.filter(({ basketId }) => basketId === reference);
}

/** How many pages the provider ever opened. */
export async function countPages(): Promise<number> {
  return z.array(bookedPage).parse(await control('GET', 'pages')).length;
}

async function control(method: string, path: string, body?: object): Promise<unknown> {
  const answer = await fetch(`${url()}/sim/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!answer.ok) throw new Error(`The sandbox answered ${answer.status} to ${method} ${path}`);
  return answer.json();
}

const words = messages.en.paymentLink;

/** Has the manager open the sheet of a new link. */
export async function openNewLink(page: Page): Promise<Locator> {
  const sheet = page.getByRole('dialog', { name: words.new });
  await expect(async () => {
    await page.getByRole('button', { name: words.new }).click();
    await expect(sheet).toBeVisible({ timeout: 500 });
  }).toPass();
  return sheet;
}

/** Has the manager ask for a payment, and waits until its page can be shared; returns the address of that page. */
export async function askForPayment(page: Page, amount: string, description: string): Promise<string> {
  const sheet = await openNewLink(page);
  await sheet.getByLabel(words.form.amount, { exact: true }).fill(amount);
  await sheet.getByLabel(words.form.description).fill(description);
  await sheet.getByLabel(words.form.name).first().fill('Ayşe');
  await sheet.getByLabel(words.form.surname).fill('Işık');
  await sheet.getByLabel(words.form.email).fill('ayse@example.com');
  await sheet.getByLabel(words.form.phone).fill('0532 111 22 33');
  await sheet.getByRole('button', { name: words.form.review }).click();
  await sheet.getByRole('button', { name: new RegExp(`^Make a link for ${amount}`) }).click();
  await expect(page).toHaveURL(/payment-links\/txn_/, { timeout: 20_000 });
  const link = page.getByLabel(words.detail.link, { exact: true });
  await expect(link).toBeVisible({ timeout: 20_000 });
  return link.inputValue();
}
