import { answerOperator } from '#server/runtime/answer-operator.ts';

export const dynamic = 'force-dynamic';

/** What this process counts, for Prometheus; 404 without METRICS_TOKEN as the bearer. */
export async function GET(request: Request): Promise<Response> {
  return answerOperator('metrics', request.headers.get('authorization'));
}
