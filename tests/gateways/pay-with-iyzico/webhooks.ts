import type { PageEntry } from './book.ts';
import { drawnUuid, type Gateway, stamp } from './gateway.ts';
import { hmac } from './sign.ts';

/** What a notice is about: a try that failed too, and the end of a look into fraud. */
export type News = {
  status: 'SUCCESS' | 'FAILURE';
  eventType: 'CHECKOUT_FORM_AUTH' | 'BALANCE';
  paymentId: number;
};

/**
 * §10: tells the merchant's server in the background: first after some seconds, then again every quarter of an hour until it
 * says 2xx, three times at most. A restart forgets what was not told.
 */
export function notify(gateway: Gateway, entry: PageEntry, news: News): void {
  const account = gateway.accounts.get(entry.apiKey);
  if (account?.webhookUrl) gateway.background(tell(gateway, entry, news));
}

async function tell(gateway: Gateway, entry: PageEntry, news: News): Promise<void> {
  const { settings } = gateway;
  const body = bodyOf(gateway, entry, news);
  const [least, most] = settings.webhookFirstMs;
  await gateway.wait((least + Math.floor(gateway.random() * (most - least))) / settings.speed);
  for (let attempt = 1; ; attempt++) {
    if (await isTold(gateway, entry, news, body, attempt)) return;
    if (attempt >= settings.webhookTries) return;
    await gateway.wait(settings.webhookRetryMs / settings.speed);
  }
}

async function isTold(gateway: Gateway, entry: PageEntry, news: News, body: string, attempt: number) {
  const account = gateway.accounts.get(entry.apiKey);
  if (!account?.webhookUrl) return true;
  const startedAt = gateway.now();
  const { signsWebhooks: isSigned } = gateway.settings;
  const logged = gateway.log.openNotice({
    at: stamp(startedAt),
    token: entry.token,
    conversationId: entry.conversationId,
    attempt,
    url: account.webhookUrl,
    body,
    isSigned,
  });
  const headers = {
    'content-type': 'application/json',
    ...(isSigned && { 'x-iyz-signature-v3': signatureOf(account.secretKey, entry, news) }),
  };
  try {
    logged.status = await gateway.send({ method: 'POST', url: account.webhookUrl, headers, body });
  } catch (error) {
    logged.problem = error instanceof Error ? error.message : 'not delivered';
  }
  logged.durationMs = gateway.now() - startedAt;
  return logged.status !== null && logged.status >= 200 && logged.status < 300;
}

function bodyOf(gateway: Gateway, entry: PageEntry, { status, eventType, paymentId }: News): string {
  return JSON.stringify({
    paymentConversationId: entry.conversationId ?? '',
    merchantId: gateway.accounts.get(entry.apiKey)?.merchantId,
    token: entry.token,
    status,
    iyziReferenceCode: drawnUuid(gateway),
    iyziEventType: eventType,
    iyziEventTime: gateway.now(),
    iyziPaymentId: paymentId,
  });
}

/** No separators, and the key once more in front. */
function signatureOf(secretKey: string, entry: PageEntry, { status, eventType, paymentId }: News): string {
  const { token, conversationId } = entry;
  return hmac(secretKey, `${secretKey}${eventType}${paymentId}${token}${conversationId ?? ''}${status}`);
}
