import { listenOnLoopback, readBody } from '#tests/gateways/shared/loopback.ts';

/** A span as it came over the wire. */
export type CollectedSpan = {
  traceId: string;
  spanId: string;
  parentSpanId: string;
  name: string;
  attributes: { key: string; value: { stringValue?: string } }[];
};

/** A receiver of traces over OTLP/HTTP with JSON. */
export type Collector = Awaited<ReturnType<typeof openCollector>>;

/** Opens one on a free port; it takes what comes to `/v1/traces` and nothing else. */
export async function openCollector() {
  const spans: CollectedSpan[] = [];
  const server = await listenOnLoopback(0, (incoming, response) => {
    void (async () => {
      const body = await readBody(incoming, 8 * 1024 * 1024);
      const isTraces = incoming.method === 'POST' && incoming.url === '/v1/traces';
      if (!isTraces || incoming.headers['content-type'] !== 'application/json' || !body) {
        response.writeHead(404).end();
        return;
      }
      const { resourceSpans } = JSON.parse(Buffer.from(body).toString('utf8')) as {
        resourceSpans: { scopeSpans: { spans: CollectedSpan[] }[] }[];
      };
      spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    })().catch(() => response.destroy());
  });
  return {
    url: server.url,
    close: server.close,
    /** Every span of the trace in which an operation is named. */
    spansOf: (transactionId: string): CollectedSpan[] => {
      const named = spans.find(({ attributes }) =>
        attributes.some(({ value }) => value.stringValue === transactionId),
      );
      return spans.filter(({ traceId }) => traceId === named?.traceId);
    },
  };
}
