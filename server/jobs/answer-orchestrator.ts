import { createServer } from 'node:http';
import { answerOperator, type OperatorQuestion } from '#server/runtime/answer-operator.ts';

const QUESTIONS: Readonly<Record<string, OperatorQuestion>> = {
  '/api/internal/health': 'health',
  '/api/internal/ready': 'ready',
  '/api/internal/metrics': 'metrics',
};

/** Answers an orchestrator on behalf of a worker, which has no other door: at the addresses where a portal does. */
export async function answerOrchestrator(port: number): Promise<{ close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const question = request.method === 'GET' ? QUESTIONS[request.url ?? ''] : undefined;
    if (!question) {
      response.writeHead(404).end();
      return;
    }
    void answerOperator(question, request.headers.authorization ?? null).then(async (answer) => {
      response.writeHead(answer.status, Object.fromEntries(answer.headers));
      response.end(await answer.text());
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, resolve);
  });
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
