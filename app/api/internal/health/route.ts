import { answerOperator } from '#server/runtime/answer-operator.ts';

export const dynamic = 'force-dynamic';

/** 200 when this process can do its work, else 503, with how many callbacks it refused since it started. */
export async function GET(): Promise<Response> {
  return answerOperator('health', null);
}
